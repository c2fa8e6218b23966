import type { Content } from '../../api/types.js'

/** What can be read in a message. */
export function textOf (content: Content): string {
  switch (content.type) {
    case 'text': case 'menu': case 'template': return content.text
    case 'voice': return content.transcript ?? ''
    case 'file': return content.name
    case 'location': return content.label ?? ''
    case 'link': case 'card': case 'form': return content.title
    case 'video': return content.title ?? ''
    case 'unsupported': return content.text ?? ''
    case 'image': case 'event': return ''
  }
}
