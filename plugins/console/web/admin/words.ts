import { defineWords } from '../words/define-words.js'

/** What the screens of administration share. */
export const words = defineWords({
  zh: {
    title: '管理',
    sections: {
      agents: '成员',
      groups: '分组',
      'quick-replies': '快捷回复',
      channels: '渠道接入',
      plugins: '运行状态',
      connections: '连接',
      alerts: '告警',
      'dead-letters': '失败任务',
      tokens: 'API 令牌',
      audit: '审计日志'
    },
    removeAsk: (name: string) => `删除“${name}”？`,
    onceOnly: '只显示这一次，关闭后无法再次查看。',
    copyFailed: '浏览器不允许复制，请手动选择文字。'
  },
  en: {
    title: 'Administration',
    sections: {
      agents: 'People',
      groups: 'Groups',
      'quick-replies': 'Quick replies',
      channels: 'Channels',
      plugins: 'Health',
      connections: 'Connections',
      alerts: 'Alerts',
      'dead-letters': 'Failed work',
      tokens: 'API tokens',
      audit: 'Audit log'
    },
    removeAsk: (name: string) => `Delete “${name}”?`,
    onceOnly: 'This is shown once: nobody can see it again after it is closed.',
    copyFailed: 'The browser does not let this be copied; select the text by hand.'
  }
})
