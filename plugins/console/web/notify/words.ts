import { defineWords } from '../words/define-words.js'

export const words = defineWords({
  zh: {
    productName: '客服中心',
    newMessage: (name: string) => `${name} 发来新消息`,
    turnOn: '开启桌面通知',
    blocked: '浏览器已禁止桌面通知，请在浏览器设置中允许'
  },
  en: {
    productName: 'Customer service',
    newMessage: (name: string) => `${name} wrote`,
    turnOn: 'Turn on desktop notifications',
    blocked: 'The browser blocks notifications; allow them in its settings'
  }
})
