import type { Content } from '@kefuhub/contract'
import type { ReplySource } from './rule.js'
import { fill, type Values } from './variables.js'

/** Makes the content that a customer gets. */
export function toContent (reply: ReplySource, values: Values): Content {
  const content: Content = typeof reply === 'string' ? { type: 'text', text: reply } : reply
  return content.type === 'text' ? { type: 'text', text: fill(content.text, values) } : content
}

/** The text of a reply in which variables are filled in; undefined for one that has none. */
export function textOfReply (reply: unknown): unknown {
  return typeof reply === 'string' ? reply : (reply as { text?: unknown } | null)?.text
}
