import type { Answer } from './call.js'

const STATES = ['new', 'open', 'pending reminder', 'pending close', 'closed', 'merged']
const PRIORITIES = ['1 low', '2 normal', '3 high']
const TYPES = ['note', 'phone', 'web', 'email', 'chat']
const BUILT_IN = new Set(['title', 'group', 'state', 'priority', 'customer', 'customer_id', 'article', 'pending_time', 'tags', 'note', 'owner', 'owner_id'])

/** An article as it stands in the simulated Zammad. */
export interface ZammadArticle {
  id: number
  ticket_id: number
  type: string
  sender: string
  from: string
  subject: string
  body: string
  content_type: string
  internal: boolean
  created_at: string
  attachments: Array<{ id: number, filename: string, size: number, content: Buffer }>
}

/** A ticket as it stands in the simulated Zammad. */
export interface ZammadTicket {
  id: number
  number: string
  title: string
  group: string
  state: string
  priority: string
  customer: string
  pending_time: string | null
  created_at: string
  updated_at: string
  tags: string[]
  /** Attributes of the object manager. */
  more: Record<string, unknown>
  articles: ZammadArticle[]
}

/** Zammad's answer to values that it does not take. */
export function invalid (error: string): Answer { return { status: 422, body: { error, error_human: error } } }

/** What is wrong with values of a ticket. */
export function mistakeInTicket (input: Record<string, unknown>, groups: readonly string[], attributes: readonly string[]): Answer | undefined {
  // Zammad drops what it does not know; the mark of the hub is dropped here too, and everything else means a mistake in the plugin.
  const unknown = Object.keys(input).find((name) => !BUILT_IN.has(name) && !attributes.includes(name) && !name.startsWith('hub_'))
  if (unknown !== undefined) return invalid(`The attribute '${unknown}' does not exist`)
  if (input.title !== undefined && String(input.title).trim() === '') return invalid("Missing required value for field 'title'!")
  if (input.group !== undefined && !groups.includes(String(input.group))) return invalid(`No lookup value found for 'group': ${JSON.stringify(input.group)}`)
  if (input.state !== undefined && !STATES.includes(String(input.state))) return invalid(`No lookup value found for 'state': ${JSON.stringify(input.state)}`)
  if (input.priority !== undefined && !PRIORITIES.includes(String(input.priority))) return invalid(`No lookup value found for 'priority': ${JSON.stringify(input.priority)}`)
  if (String(input.state ?? '').startsWith('pending') && Number.isNaN(Date.parse(String(input.pending_time)))) return invalid("Missing required value for field 'pending_time'!")
  return undefined
}

/** What is wrong with an article. */
export function mistakeInArticle (article: Record<string, unknown> | undefined): Answer | undefined {
  if (typeof article?.body !== 'string' || article.body.trim() === '') return invalid("Need at least 'article: { body: \"some text\" }")
  if (article.type !== undefined && !TYPES.includes(String(article.type))) return invalid(`No lookup value found for 'type': ${JSON.stringify(article.type)}`)
  if (article.sender !== undefined && !['Agent', 'Customer', 'System'].includes(String(article.sender))) return invalid(`No lookup value found for 'sender': ${JSON.stringify(article.sender)}`)
  const files = (article.attachments ?? []) as Array<Record<string, unknown>>
  for (const file of files) {
    for (const name of ['filename', 'data', 'mime-type']) if (typeof file[name] !== 'string') return invalid(`Attachment needs '${name}' param for attachment with index '0'`)
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(String(file.data))) return invalid("Invalid base64 for attachment with index '0'")
  }
  return undefined
}

/** A ticket as the API shows it with `expand`. */
export function toJson ({ articles, more, tags: _tags, ...ticket }: ZammadTicket): Record<string, unknown> {
  return { ...more, ...ticket, article_count: articles.length, article_ids: articles.map(({ id }) => id) }
}

/** An article as the API shows it. */
export function articleJson ({ attachments, ...article }: ZammadArticle): Record<string, unknown> {
  return { ...article, attachments: attachments.map(({ content: _content, ...file }) => file) }
}
