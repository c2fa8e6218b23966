import type { Answer } from './call.js'

const STATES = ['open', 'working', 'waiting', 'parked', 'done', 'archived']
const KNOWN = ['ref', 'title', 'body', 'state', 'prio', 'mail', 'extra']

/** A ticket as the simulated system keeps it. */
export interface DeskTicket {
  id: number
  number: string
  ref: string
  title: string
  body: string
  state: string
  prio: string
  mail: string
  extra: Record<string, unknown>
  updatedAt: string
  notes: Array<{ id: number, text: string, public: boolean, author: string, createdAt: string }>
  files: Array<{ id: number, name: string, content: Buffer }>
}

/** Why a ticket is refused; undefined: it is not. */
export function mistakeIn (input: Record<string, unknown>, isNew: boolean): Answer | undefined {
  const mistakes = [
    ...Object.keys(input).filter((name) => !KNOWN.includes(name)).map((name) => `${name} is not known`),
    ...(isNew ? ['ref', 'title'] : []).filter((name) => typeof input[name] !== 'string' || input[name] === '').map((name) => `${name} is missing`),
    ...(input.state !== undefined && !STATES.includes(String(input.state)) ? [`state must be one of ${STATES.join(', ')}`] : [])
  ]
  return mistakes.length === 0 ? undefined : { status: 422, body: { error: 'invalid', message: mistakes.join('; ') } }
}

/** A ticket as the API shows it. */
export function ticketJson ({ notes: _notes, files: _files, ...ticket }: DeskTicket): Record<string, unknown> {
  return { ...ticket, link: `https://desk.test/t/${ticket.id}` }
}
