import { defineWords } from '../../words/define-words.js'

export const words = defineWords({
  zh: {
    what: '每个渠道和插件的运行情况，每 10 秒刷新一次。',
    plugin: '插件',
    state: '状态',
    states: { ok: '正常', degraded: '受限', down: '停止' },
    lastMessage: '最近消息',
    lastError: '最近错误',
    queue: '待处理',
    queueFull: '10000+',
    never: '还没有',
    none: '没有加载任何插件。'
  },
  en: {
    what: 'How every channel and plugin is doing; read again every 10 seconds.',
    plugin: 'Plugin',
    state: 'State',
    states: { ok: 'Fine', degraded: 'Limited', down: 'Down' },
    lastMessage: 'Last message',
    lastError: 'Last error',
    queue: 'Waiting',
    queueFull: '10,000+',
    never: 'none yet',
    none: 'No plugin is loaded.'
  }
})
