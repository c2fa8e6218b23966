import type { Content, MessageSummary } from '@kefuhub/contract'

/** In characters. */
const MAX_LENGTH = 120

/** A message in one line, for lists. */
export function summarize (from: MessageSummary['from'], content: Content): MessageSummary {
  return { from, type: content.type, text: [...wordsOf(content).replace(/\s+/g, ' ').trim()].slice(0, MAX_LENGTH).join('') }
}

function wordsOf (content: Content): string {
  switch (content.type) {
    case 'text':
    case 'menu':
    case 'template': return content.text
    case 'file': return content.name
    case 'link':
    case 'card':
    case 'form': return content.title
    case 'location': return content.label ?? ''
    case 'voice': return content.transcript ?? ''
    case 'video': return content.title ?? ''
    case 'event': return content.name
    case 'unsupported': return content.text ?? ''
    case 'image': return ''
  }
}
