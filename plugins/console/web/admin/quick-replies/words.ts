import { defineWords } from '../../words/define-words.js'

export const words = defineWords({
  zh: {
    what: '客服在输入框里键入 / 和快捷词，就能插入一段常用的话。',
    add: '新建快捷回复',
    edit: (name: string) => `编辑 /${name}`,
    search: '搜索快捷词或内容',
    shortcut: '快捷词',
    shortcutRule: '最多 32 个字符，不含空格和斜杠，例如 hi 或 退货',
    text: '内容',
    none: '还没有快捷回复。',
    noMatch: '没有相符的快捷回复。',
    taken: '这个快捷词已有人使用。'
  },
  en: {
    what: 'Agents type / and a shortcut to insert a text that is said often.',
    add: 'New quick reply',
    edit: (name: string) => `Edit /${name}`,
    search: 'Search shortcuts and texts',
    shortcut: 'Shortcut',
    shortcutRule: 'At most 32 characters without spaces and slashes, for example hi',
    text: 'Text',
    none: 'There is no quick reply yet.',
    noMatch: 'No quick reply matches.',
    taken: 'This shortcut is taken.'
  }
})
