import { defineWords } from '../../words/define-words.js'

export const words = defineWords({
  zh: {
    what: '把成员分组，会话就可以转给一个组，由组里任何人接待。',
    add: '新建分组',
    edit: (name: string) => `编辑 ${name}`,
    name: '名称',
    members: '成员',
    removeWhat: '成员会保留。等待这个组的会话改为等待任何人。',
    none: '还没有分组。',
    taken: '已有同名的分组。'
  },
  en: {
    what: 'Conversations can be handed to a group; anybody in it may take them.',
    add: 'New group',
    edit: (name: string) => `Edit ${name}`,
    name: 'Name',
    members: 'People',
    removeWhat: 'Its people stay. Conversations that wait for it will wait for anybody.',
    none: 'There is no group yet.',
    taken: 'There is a group of this name already.'
  }
})
