import { defineWords } from '../../words/define-words.js'

export const words = defineWords({
  zh: {
    what: '其他程序用令牌调用 API。令牌拥有所选角色的权限，可随时吊销。',
    add: '新建令牌',
    name: '用途',
    role: '角色',
    created: '创建时间',
    lastUsed: '最近使用',
    never: '从未',
    revoke: '吊销',
    revoked: '已吊销',
    revokeAsk: (name: string) => `吊销“${name}”？`,
    revokeWhat: '使用它的程序会在几秒内失去访问权限，无法撤销。',
    newToken: (name: string) => `“${name}”的令牌`,
    token: '令牌',
    none: '还没有令牌。'
  },
  en: {
    what: 'Other programs call the API with a token. It may do what its role may, until it is revoked.',
    add: 'New token',
    name: 'Purpose',
    role: 'Role',
    created: 'Created',
    lastUsed: 'Last used',
    never: 'never',
    revoke: 'Revoke',
    revoked: 'Revoked',
    revokeAsk: (name: string) => `Revoke “${name}”?`,
    revokeWhat: 'The program that uses it loses its access within seconds, for good.',
    newToken: (name: string) => `Token of “${name}”`,
    token: 'Token',
    none: 'There is no token yet.'
  }
})
