import type { Content, InboundMessage, ThreadMessage } from '@kefuhub/contract'
import type { Desk } from './desk.js'
import { toFormContent, toWireForm } from './form.js'
import type { MediaLinks } from './media-link.js'
import type { ToHub, WireContent, WireMessage } from './wire.js'

type Send = Extract<ToHub, { kind: 'send' }>

/** A message of the visitor as the hub's own. @returns undefined when it names a file that is not the visitor's */
export function toInbound (visitor: string, { clientId, content }: Send, desk: Pick<Desk, 'links' | 'hub'>, nowMs: number): InboundMessage | undefined {
  const found = toContent(visitor, content, desk)
  return found && { eventKey: `${visitor}:${clientId}`, sender: { id: visitor }, sentAt: new Date(nowMs), content: found, trigger: 'message', raw: content }
}

function toContent (visitor: string, content: Send['content'], { links, hub }: Pick<Desk, 'links' | 'hub'>): Content | undefined {
  // A tapped answer says what its button says, so that rules and people read it alike.
  if (content.type === 'choice') return { type: 'text', text: content.label }
  if (content.type === 'text') return content
  if (content.type === 'form') return toFormContent(content, hub.forms)
  const media = links.readOwn(visitor, content.media.src)
  if (media === undefined) return undefined
  if (content.type === 'file') return { type: 'file', media, name: media.name ?? '' }
  if (content.type === 'voice') return { type: 'voice', media, ...(content.durationMs !== undefined && { durationMs: content.durationMs }) }
  return { type: content.type, media }
}

/** A message of the thread as the widget shows it. @returns undefined for what the visitor is not to see */
export function toWire (visitor: string, message: ThreadMessage, { links, options }: Pick<Desk, 'links' | 'options'>): WireMessage | undefined {
  const { content, delivery } = message
  if (content.type === 'event' || delivery?.state === 'failed' || delivery?.state === 'dead') return undefined
  const author = message.author ?? { kind: 'system' as const, name: undefined }
  const isOwn = message.direction === 'in'
  return {
    id: message.id,
    from: isOwn ? 'visitor' : author.kind,
    at: message.at.getTime(),
    content: (options.rating ? toQuestion(message) : undefined) ?? toWireContent(visitor, content, links),
    ...(isOwn && message.eventKey?.startsWith(`${visitor}:`) === true && { clientId: message.eventKey.slice(visitor.length + 1) }),
    ...(!isOwn && author.name !== undefined && { name: author.name })
  }
}

/** A card of the kind `rating` asks the visitor how the conversation is. */
function toQuestion ({ content, conversation, direction }: ThreadMessage): WireContent | undefined {
  if (content.type !== 'card' || content.kind !== 'rating' || conversation === undefined || direction === 'in') return undefined
  return { type: 'rating', text: content.title, conversation }
}

function toWireContent (visitor: string, content: Exclude<Content, { type: 'event' }>, links: MediaLinks): WireContent {
  switch (content.type) {
    case 'text':
    case 'menu':
      return content
    case 'image':
    case 'video':
      return { type: content.type, media: links.toWire(visitor, content.media) }
    case 'voice':
      return { type: 'voice', media: links.toWire(visitor, content.media), ...(content.durationMs !== undefined && { durationMs: content.durationMs }) }
    case 'file':
      return content.media === undefined ? { type: 'other', text: content.name } : { type: 'file', media: links.toWire(visitor, content.media), name: content.name }
    case 'link': {
      const { url, title, description } = content
      return { type: 'link', url, title, ...(description !== undefined && { description }) }
    }
    case 'card': {
      const { kind, title, description, url, image } = content
      return {
        type: 'card',
        kind,
        title,
        ...(description !== undefined && { description }),
        ...(url !== undefined && { url }),
        ...(image?.state === 'stored' && { image: links.toWire(visitor, image) })
      }
    }
    case 'location':
      return { type: 'other', text: content.label ?? `${content.latitude}, ${content.longitude}` }
    case 'template':
      return { type: 'text', text: content.text }
    case 'form':
      return toWireForm(content)
    case 'unsupported':
      return { type: 'other', text: content.text ?? content.platformType }
  }
}
