import { defineWords } from '../../words/define-words.js'

export const words = defineWords({
  zh: {
    what: '能登录控制台的人。新成员拿到一次性密码，首次登录时设置自己的密码。',
    add: '新建成员',
    edit: (name: string) => `编辑 ${name}`,
    login: '账号',
    loginRule: '字母、数字和 . _ @ -，最多 64 个字符；不区分大小写',
    role: '角色',
    groups: '分组',
    presence: '状态',
    created: '创建时间',
    you: '我',
    disabled: '已停用',
    disable: '停用',
    enable: '启用',
    disableAsk: (name: string) => `停用 ${name}？`,
    disableWhat: '此人会立即在所有设备上退出，不能再登录。会话记录会保留。',
    reset: '重置密码',
    resetAsk: (name: string) => `重置 ${name} 的密码？`,
    resetWhat: '此人会在所有设备上退出，需用新的一次性密码登录。',
    oneTime: (name: string) => `${name} 的一次性密码`,
    password: '一次性密码',
    actionsOf: (name: string) => `${name} 的操作`,
    nobody: '还没有成员。',
    taken: '这个账号已有人使用。',
    last: '这是唯一的管理员，请先设置另一位管理员。',
    roleWhat: {
      agent: '接待客户',
      leader: '还能管理快捷回复、查看运行状态、重试失败任务',
      administrator: '还能管理成员、令牌，查看审计日志'
    }
  },
  en: {
    what: 'Who can sign in to the console. Somebody new gets a one-time password and chooses their own at the first sign-in.',
    add: 'New person',
    edit: (name: string) => `Edit ${name}`,
    login: 'Login',
    loginRule: 'Letters, digits and . _ @ -, at most 64; upper and lower case are the same',
    role: 'Role',
    groups: 'Groups',
    presence: 'Presence',
    created: 'Created',
    you: 'you',
    disabled: 'Disabled',
    disable: 'Disable',
    enable: 'Enable',
    disableAsk: (name: string) => `Disable ${name}?`,
    disableWhat: 'They are signed out everywhere at once and cannot come back. Their conversations are kept.',
    reset: 'Reset password',
    resetAsk: (name: string) => `Reset the password of ${name}?`,
    resetWhat: 'They are signed out everywhere and need the new one-time password.',
    oneTime: (name: string) => `One-time password of ${name}`,
    password: 'One-time password',
    actionsOf: (name: string) => `Actions for ${name}`,
    nobody: 'Nobody is here yet.',
    taken: 'Somebody has this login already.',
    last: 'This is the only administrator; make another one first.',
    roleWhat: {
      agent: 'Talks to customers',
      leader: 'Also keeps quick replies, sees the health and retries failed work',
      administrator: 'Also manages people and tokens, and reads the audit log'
    }
  }
})
