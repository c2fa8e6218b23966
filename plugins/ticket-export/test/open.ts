import { readFileSync } from 'node:fs'
import type { TicketComment, TicketExport, TicketView } from '@kefuhub/contract'
import { createFakeHub, type FakeHub, type FakeHubOverrides, type SystemStand } from '@kefuhub/contract/testing'
import type { Test } from 'tap'
import plugin from '../src/index.js'
import { NOW_MS } from './samples/stand.js'

export type TicketHub = FakeHub<typeof plugin>

interface Teardown { teardown (close: () => unknown): unknown }

/** The plugin against a system on a stand; both are closed in the end. */
export async function open<S extends SystemStand> (t: Teardown, opening: Promise<S>, overrides: FakeHubOverrides = {}): Promise<{ stand: S, hub: TicketHub }> {
  const stand = await opening
  t.teardown(() => stand.close())
  const hub = await createFakeHub(plugin, stand.options, { nowMs: NOW_MS, ...overrides })
  t.teardown(() => hub.close())
  return { stand, hub }
}

/** A ticket on its way out. */
export function ticketOf (ticket: Partial<TicketView> = {}, rest: Partial<Omit<TicketExport, 'ticket'>> = {}): TicketExport {
  const at = new Date(NOW_MS)
  return {
    key: 'key-1',
    ticket: {
      id: 'ticket-1',
      number: '1042',
      type: 'complaint',
      subject: 'A zip is broken',
      description: 'The zip of my jacket is broken',
      status: 'open',
      state: 'in-progress',
      priority: 'normal',
      fields: {},
      messages: [],
      createdBy: { kind: 'agent', id: 'agent-1' },
      createdAt: at,
      changedAt: at,
      copies: [],
      ...ticket
    },
    contact: { id: 'contact-1', name: 'Li Lei', email: 'li@mail.test' },
    fields: {},
    comments: [],
    files: [],
    ...rest
  }
}

/** What an agent wrote. */
export function commentOf (id: string, given: Partial<TicketComment> = {}): TicketComment {
  return { id, at: new Date(NOW_MS), by: { kind: 'agent', id: 'agent-1', name: 'Mei' }, text: `word ${id}`, isPublic: false, ...given }
}

/** Exports a ticket. */
export async function send ({ instance }: TicketHub, ticket: TicketExport) {
  if (instance.exportTicket === undefined) throw new TypeError('it exports no tickets')
  return instance.exportTicket(ticket)
}

/** Reads all changes. */
export async function read ({ instance }: TicketHub, cursor?: string) {
  const tickets = []
  for (let place = cursor; ;) {
    const page = await instance.ticketChanges?.(place)
    if (page === undefined) throw new TypeError('it reads no changes')
    tickets.push(...page.tickets)
    place = page.cursor
    if (!page.more) return { tickets, cursor: page.cursor }
  }
}

/** Checks that a promise rejects with an error that has these properties. */
export async function failsAs (t: Test, promise: Promise<unknown> | undefined, expected: object, name = 'fails as expected'): Promise<void> {
  t.match(await promise?.then(() => 'it did not fail', (error: unknown) => error), expected, name)
}

/** Vectors of signatures, made by others. */
export const vectors = JSON.parse(readFileSync(new URL('fixtures/vectors.json', import.meta.url), 'utf8')) as Record<string, {
  input: Record<string, string>, [name: string]: unknown
}>
