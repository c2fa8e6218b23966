import { defineWords } from '../../words/define-words.js'

export const words = defineWords({
  zh: {
    what: '现在不正常的事情。原因消除后告警会自动解除。',
    which: '显示哪些告警',
    standing: (count: number) => `未解除 ${count}`,
    history: '全部记录',
    alert: '告警',
    severities: { critical: '严重', warning: '注意', info: '提示' },
    cures: {
      down: '对方恢复后会自动继续，期间没有数据丢失。',
      unauthorized: '在对方系统换发凭据，写入配置引用的环境变量或密钥文件，然后重启。',
      'plugin-down': '按上面的原因处理，恢复后自动解除。',
      'dead-letters': '解决原因之后重试。',
      failing: '按上面的原因处理；系统会自动再试，成功一次后解除。'
    },
    see: '详情见',
    source: '来源',
    raisedAt: '开始',
    resolvedAt: '解除',
    stands: '未解除',
    close: '解除',
    closeAsk: (title: string) => `解除“${title}”？`,
    closeWhat: '如果问题仍在，告警会再次出现。',
    none: '一切正常。',
    noHistory: '还没有出现过告警。'
  },
  en: {
    what: 'What is not as it should be now. An alert goes by itself once its cause is gone.',
    which: 'Which alerts are shown',
    standing: (count: number) => `Open ${count}`,
    history: 'All',
    alert: 'Alert',
    severities: { critical: 'Critical', warning: 'Warning', info: 'Notice' },
    cures: {
      down: 'It goes on by itself once the system is back, and nothing is lost meanwhile.',
      unauthorized: 'Have new credentials made in that system, put them where the config takes them from, and restart the hub.',
      'plugin-down': 'Do what the reason says; the alert goes once it works.',
      'dead-letters': 'Mend the cause, then try again.',
      failing: 'Do what the reason says. It is tried again by itself, and the alert goes once it works.'
    },
    see: 'More under',
    source: 'Source',
    raisedAt: 'Since',
    resolvedAt: 'Resolved',
    stands: 'Still open',
    close: 'Resolve',
    closeAsk: (title: string) => `Resolve “${title}”?`,
    closeWhat: 'What is still wrong is raised again.',
    none: 'All is well.',
    noHistory: 'There has been no alert yet.'
  }
})
