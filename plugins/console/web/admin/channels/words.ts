import { defineWords } from '../../words/define-words.js'

export const words = defineWords({
  zh: {
    what: '在平台上需要填写的地址、网页里需要粘贴的代码，以及客户看到的样子。',
    code: '代码',
    preview: '预览',
    previewOf: (title: string) => `${title} 的预览`,
    open: '在新窗口打开',
    none: '没有配置渠道。',
    nothing: '这个渠道不需要在别处填写什么。'
  },
  en: {
    what: 'Addresses to enter on the platforms, code to paste into pages, and what customers see.',
    code: 'Code',
    preview: 'Preview',
    previewOf: (title: string) => `Preview of ${title}`,
    open: 'Open in a new window',
    none: 'No channel is configured.',
    nothing: 'This channel needs nothing to be entered elsewhere.'
  }
})
