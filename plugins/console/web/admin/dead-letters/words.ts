import { defineWords } from '../../words/define-words.js'

export const words = defineWords({
  zh: {
    what: '系统多次尝试后放弃的工作。解决原因之后可以重试。',
    at: '时间',
    work: '工作',
    kinds: { send: '发送消息', turn: '处理客户消息' },
    attempts: (count: number) => `${count} 次`,
    attemptsTitle: '已尝试',
    reason: '原因',
    trace: (trace: string) => `日志标识 ${trace}`,
    retryAll: (count: number) => `全部重试 (${count})`,
    retryAllAsk: (count: number) => `重试列出的 ${count} 项？`,
    retried: (count: number) => `${count} 项已重新排队`,
    notRetried: (count: number) => `${count} 项没有成功`,
    none: '没有失败任务。'
  },
  en: {
    what: 'Work that was given up after many attempts. Once the cause is gone it can be tried again.',
    at: 'Time',
    work: 'Work',
    kinds: { send: 'Sending a message', turn: 'Dealing with a message' },
    attempts: (count: number) => String(count),
    attemptsTitle: 'Attempts',
    reason: 'Reason',
    trace: (trace: string) => `Trace ${trace}`,
    retryAll: (count: number) => `Retry all (${count})`,
    retryAllAsk: (count: number) => `Retry the ${count} listed?`,
    retried: (count: number) => `${count} are due again`,
    notRetried: (count: number) => `${count} could not be retried`,
    none: 'Nothing has failed.'
  }
})
