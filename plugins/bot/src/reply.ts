import type { ContactView, Content } from '@kefuhub/contract'
import type { ReplySource } from './rule.js'

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g

/** Makes the content that a customer gets. */
export function toContent (reply: ReplySource, contact: ContactView): Content {
  const content: Content = typeof reply === 'string' ? { type: 'text', text: reply } : reply
  if (content.type !== 'text') return content
  return { type: 'text', text: content.text.replace(VARIABLE, () => contact.name) }
}

/** The variables in a reply that nobody can fill. */
export function unknownVariables (reply: unknown): string[] {
  const text = typeof reply === 'string' ? reply : (reply as { text?: unknown } | null)?.text
  if (typeof text !== 'string') return []
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name).filter((name) => name !== 'name')
}
