import { createFakeHub, type CrmSample, type CrmSeed, type CrmStand, type FakeHub } from '@kefuhub/contract/testing'
import plugin from '../../src/index.js'
import { HubSpotSimulator, type HubSpotSimulatorOptions } from '../../src/simulator/index.js'

/** When tests happen: 2026-11-02T08:00:00Z. */
export const NOW_MS = Date.UTC(2026, 10, 2, 8)
export const TOKEN = 'pat-na1-token-of-the-tests'

/** Options that let a test go as fast as it can. */
export const OPTIONS = { token: TOKEN, rate: { calls: 10_000, perMs: 1 }, searchRate: { calls: 10_000, perMs: 1 }, timeoutMs: 60_000 }

export interface Teardown { teardown (close: () => unknown): unknown }

export interface Stand {
  hubspot: HubSpotSimulator
  hub: FakeHub<typeof plugin>
  crm: FakeHub<typeof plugin>['instance']
  /** Moves the time of both. */
  advance (ms: number): void
}

/** The plugin and a simulated account. */
export async function openStand (t: Teardown, { options = {}, ...account }: HubSpotSimulatorOptions & { options?: Record<string, unknown> } = {}): Promise<Stand> {
  let nowMs = NOW_MS
  const hubspot = await HubSpotSimulator.start({ token: TOKEN, now: () => nowMs, ...account })
  t.teardown(() => hubspot.close())
  const hub = await createFakeHub(plugin, { hubspot: { ...OPTIONS, apiUrl: hubspot.url, ...options } }, { nowMs: NOW_MS })
  t.teardown(() => hub.close())
  return {
    hubspot,
    hub,
    crm: hub.instance,
    advance (ms) {
      nowMs += ms
      hub.clock.advance(ms)
    }
  }
}

/** A stand for the conformance kit. Every change there takes a second, so that no two fall together. */
async function open (): Promise<CrmStand> {
  let nowMs = NOW_MS
  const tick = (): number => {
    nowMs += 1000
    return nowMs
  }
  const hubspot = await HubSpotSimulator.start({ token: TOKEN, now: () => nowMs })
  const { contacts, server } = hubspot
  const toValues = ({ name, phone, email, externalId }: Partial<CrmSeed>): Record<string, string> => ({
    ...(name !== undefined && { firstname: '', lastname: name }), ...(phone !== undefined && { phone }), ...(email !== undefined && { email: email.toLowerCase() }), ...(externalId !== undefined && { kefuhub_id: externalId })
  })
  const rowOf = (id: string) => {
    const row = contacts.table.get(Number(id))
    if (row === undefined) throw new Error(`no contact ${id}`)
    return row
  }
  return {
    options: { hubspot: { ...OPTIONS, apiUrl: hubspot.url, pageSize: 3, searchLagMs: 0, archivedEveryMs: 0 } },
    fail: (...fault) => server.plan.fail(...fault),
    heal: () => server.plan.heal(),
    struck: () => server.plan.struck(),
    close: () => hubspot.close(),
    add (seed) {
      tick()
      return String(contacts.insert(toValues(seed)).id)
    },
    change: (id, seed) => contacts.table.change(rowOf(id), toValues(seed), tick()),
    remove: (id) => contacts.table.archive(rowOf(id), tick()),
    contacts: () => [...contacts.table.byChange()].map(({ id, values }) => ({
      id: String(id),
      ...(values['kefuhub_id'] !== undefined && { externalId: values['kefuhub_id'] }),
      name: [values['firstname'], values['lastname']].filter(Boolean).join(' '),
      phones: [values['phone'], values['mobilephone']].filter((phone) => phone !== undefined),
      emails: [values['email']].filter((email) => email !== undefined),
      fields: values
    })),
    activities: (contactId) => hubspot.notes.of(contactId).map(toWords)
  }
}

/** A note's HTML as a person reads it. */
export function toWords (html: string): string {
  return html.replaceAll(/<br>|<\/p>/g, '\n').replaceAll(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

/** What the conformance kit must know. */
export const sample: CrmSample = {
  options: { hubspot: { token: TOKEN } },
  badOptions: [
    { name: 'no token', options: { hubspot: {} }, path: '/hubspot/token' },
    { name: 'an unknown version', options: { hubspot: { token: TOKEN, apiVersion: 'v4' } }, path: '/hubspot/apiVersion' },
    { name: 'a label for a name', options: { hubspot: { token: TOKEN, externalIdProperty: 'Kefuhub Id' } }, path: '/hubspot/externalIdProperty' },
    { name: 'a page that is too long', options: { hubspot: { token: TOKEN, pageSize: 500 } }, path: '/hubspot/pageSize' }
  ],
  nowMs: NOW_MS,
  waitMs: 7000,
  unknownId: '99999999',
  textField: 'jobtitle',
  spoil: (write) => ({ ...write, emails: ['no address'] }),
  threePages: 7,
  open
}
