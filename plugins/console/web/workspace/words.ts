import { defineWords } from '../words/define-words.js'
import { composerWords } from './composer/words.js'
import { contextWords } from './context/words.js'
import { contentWords } from './conversation/content/words.js'
import { conversationWords } from './conversation/words.js'
import { inboxWords } from './inbox/words.js'
import { keyWords } from './keyboard/words.js'

/** What the workspace says: its parts, and what they share. */
export const words = defineWords({
  zh: {
    away: '连接已断开，正在重连…',
    states: { bot: '机器人', waiting: '等待接入', open: '处理中', closed: '已关闭' },
    from: { customer: '客户', bot: '机器人', agent: '客服', system: '系统' },
    durations: {
      seconds: (count: number) => `${count} 秒`,
      minutes: (count: number) => `${count} 分钟`,
      hours: (hours: number, minutes: number) => `${hours} 小时 ${minutes} 分`,
      days: (days: number, hours: number) => `${days} 天 ${hours} 小时`
    },
    ...composerWords.zh,
    ...contextWords.zh,
    ...contentWords.zh,
    ...conversationWords.zh,
    ...inboxWords.zh,
    ...keyWords.zh
  },
  en: {
    away: 'Connection lost, reconnecting…',
    states: { bot: 'Bot', waiting: 'Waiting', open: 'Open', closed: 'Closed' },
    from: { customer: 'Customer', bot: 'Bot', agent: 'Agent', system: 'System' },
    durations: {
      seconds: (count: number) => `${count} s`,
      minutes: (count: number) => `${count} min`,
      hours: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
      days: (days: number, hours: number) => `${days} d ${hours} h`
    },
    ...composerWords.en,
    ...contextWords.en,
    ...contentWords.en,
    ...conversationWords.en,
    ...inboxWords.en,
    ...keyWords.en
  }
})
