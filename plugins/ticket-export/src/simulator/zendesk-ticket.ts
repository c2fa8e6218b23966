import type { Answer } from './call.js'
import { recordInvalid } from './zendesk-errors.js'

const STATUSES = ['new', 'open', 'pending', 'hold', 'solved', 'closed']
const PRIORITIES = ['low', 'normal', 'high', 'urgent']
const TYPES = ['problem', 'incident', 'question', 'task']
const KNOWN = new Set([
  'subject', 'comment', 'requester', 'requester_id', 'priority', 'status', 'type', 'tags', 'custom_fields', 'external_id', 'group_id',
  'assignee_id', 'via_followup_source_id', 'updated_stamp', 'safe_update', 'metadata', 'ticket_form_id', 'brand_id', 'organization_id', 'due_at'
])

/** A file as it stands in the simulated Zendesk. */
export interface ZendeskFile {
  id: number
  file_name: string
  content_type: string
  size: number
  content: Buffer
}

/** A comment as it stands in the simulated Zendesk. */
export interface ZendeskComment {
  id: number
  body: string
  public: boolean
  author_id: number
  created_at: string
  attachments: ZendeskFile[]
}

/** A ticket as it stands in the simulated Zendesk. */
export interface ZendeskTicket {
  id: number
  external_id: string | null
  subject: string
  description: string
  status: string
  priority: string | null
  type: string | null
  tags: string[]
  custom_fields: Array<{ id: number, value: unknown }>
  requester_id: number
  via_followup_source_id: number | null
  created_at: string
  updated_at: string
  /** Properties beyond those above. */
  more: Record<string, unknown>
  comments: ZendeskComment[]
}

/** What a request says of a ticket, as far as it says it well. */
export type TicketInput = Record<string, unknown> & {
  comment?: { body?: string, html_body?: string, public?: boolean, uploads?: string[] }
  requester?: { name?: string, email?: string }
}

/** Why a ticket is refused; undefined: it is not. */
export function mistakeIn (input: TicketInput, isNew: boolean): Answer | undefined {
  // Zendesk ignores what it does not know; a plugin that sends it means something else.
  const unknown = Object.keys(input).find((name) => !KNOWN.has(name))
  if (unknown !== undefined) return recordInvalid(unknown, `${unknown}: is not a property of tickets`)
  for (const [name, values] of [['status', STATUSES], ['priority', PRIORITIES], ['type', TYPES]] as const) {
    if (input[name] !== undefined && input[name] !== null && !values.includes(String(input[name]))) return recordInvalid(name, `${name}: '${String(input[name])}' is not included in the list`)
  }
  if (isNew && input.comment === undefined) return recordInvalid('base', 'Description: cannot be blank', 'BlankValue')
  if (input.comment !== undefined && (input.comment.body ?? input.comment.html_body ?? '').trim() === '') return recordInvalid('base', 'Comment: cannot be blank', 'BlankValue')
  const email = input.requester?.email
  if (input.requester !== undefined && (email === undefined || !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email))) return recordInvalid('requester', `Requester: Email: ${String(email)} is not properly formatted`, 'BadValue')
  const fields = input.custom_fields
  if (fields !== undefined && !(Array.isArray(fields) && fields.every((field: { id?: unknown }) => Number.isInteger(field?.id)))) return recordInvalid('custom_fields', 'Custom fields: must be a list of id and value')
  if (typeof input.external_id === 'string' && input.external_id.length > 255) return recordInvalid('external_id', 'External: is too long (maximum is 255 characters)')
  return undefined
}

/** Takes over what a request says, comments aside. */
export function assign (ticket: ZendeskTicket, input: TicketInput): void {
  const { comment, requester, custom_fields: fields, tags, updated_stamp: _stamp, safe_update: _safe, metadata: _metadata, ...rest } = input
  for (const [name, value] of Object.entries(rest)) {
    if (name in ticket) Object.assign(ticket, { [name]: value })
    else ticket.more[name] = value
  }
  if (Array.isArray(tags)) ticket.tags = tags.map(String)
  for (const { id, value } of (fields ?? []) as ZendeskTicket['custom_fields']) {
    ticket.custom_fields = [...ticket.custom_fields.filter((field) => field.id !== id), { id, value }]
  }
}

/** A ticket as the API shows it. */
export function toJson ({ comments: _comments, more, ...ticket }: ZendeskTicket): Record<string, unknown> {
  return { url: `/api/v2/tickets/${ticket.id}.json`, ...more, ...ticket }
}
