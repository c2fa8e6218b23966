import type { Content, MediaRef, MessageView } from '@kefuhub/contract'

function describeMedia (media: MediaRef | undefined): string {
  if (media === undefined) return 'not to be fetched'
  if (media.state === 'stored') return `${media.mimeType ?? 'file'}, ${media.bytes ?? 0} bytes, kept as ${media.id ?? ''}`
  return media.state === 'failed' ? `lost: ${media.error ?? ''}` : 'not fetched yet'
}

/** A content as one line of text. */
export function describeContent (content: Content): string {
  switch (content.type) {
    case 'text': case 'template': return content.text
    case 'image': case 'voice': case 'video': return `[${content.type}: ${describeMedia(content.media)}]`
    case 'file': return `[file ${content.name}: ${describeMedia(content.media)}]`
    case 'location': return `[location ${content.latitude}, ${content.longitude} ${content.label ?? ''}]`
    case 'link': return `[link ${content.title}: ${content.url}]`
    case 'card': return `[${content.kind}: ${content.title}]`
    case 'event': return `[${content.name}${content.key === undefined ? '' : ` ${content.key}`}]`
    case 'menu': return `${content.text} ${content.items.map((item) => `(${item.id}) ${item.label}`).join(' ')}`
    case 'form': return `[form ${content.title}: ${content.fields.map(({ title, value }) => `${title}: ${value}`).join('; ')}] ${content.text ?? ''}`
    case 'unsupported': return `[unsupported ${content.platformType}] ${content.text ?? ''}`
  }
}

/** A conversation as people read it: a line a message, who wrote it, and what became of it. */
export function formatTranscript (messages: readonly MessageView[], customer: string): string {
  return messages.map((message) => {
    const time = message.at.toISOString().slice(11, 19)
    const who = message.direction === 'in' ? customer : `${message.author?.name ?? message.author?.id ?? 'hub'} (${message.author?.kind ?? 'system'})`
    const state = message.delivery === undefined ? '' : `  [${message.delivery.state}]`
    // Further lines of a text stand below its first one.
    const text = describeContent(message.content).replaceAll('\n', '\n            ')
    return `  ${time}  ${who}: ${text}${state}`
  }).join('\n')
}
