import { createFakeHub, type CrmSeen, type CrmSeed, type CrmStand, type FakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import plugin from '../../src/index.js'
import { OdooSimulator, type OdooSimulatorOptions } from '../../src/simulator/odoo/index.js'

/** When tests happen, in milliseconds since 1970. */
export const NOW_MS = Date.UTC(2026, 10, 25, 9)
export const API_KEY = 'a-key-of-the-odoo-tests'
export const USER = 'hub@example.com'
export const DATABASE = 'shop'

export type Api = 'json-2' | 'json-rpc'
export const APIS: readonly Api[] = ['json-2', 'json-rpc']

/** What each API needs besides an address. */
export function optionsOf (api: Api): Record<string, unknown> {
  return { apiKey: API_KEY, ...(api === 'json-rpc' && { api, user: USER, database: DATABASE }) }
}

interface Teardown { teardown (close: () => unknown): unknown }

export interface Stand {
  odoo: OdooSimulator
  hub: FakeHub<typeof plugin>
  instance: FakeHub<typeof plugin>['instance']
  /** Moves the time of both. */
  advance (ms: number): void
}

/** A simulated Odoo and the adapter, connected. */
export async function openStand (
  t: Teardown, { api = 'json-2', options = {}, odoo: more = {}, overrides = {} }: { api?: Api, options?: Record<string, unknown>, odoo?: OdooSimulatorOptions, overrides?: FakeHubOverrides } = {}
): Promise<Stand> {
  let nowMs = NOW_MS
  const odoo = await OdooSimulator.start({ version: api === 'json-2' ? 19 : 17, databases: [DATABASE], user: USER, apiKey: API_KEY, now: () => nowMs, ...more })
  t.teardown(() => odoo.close())
  const hub = await createFakeHub(plugin, { odoo: { baseUrl: odoo.url, ...optionsOf(api), ...options } }, { nowMs, ...overrides })
  t.teardown(() => hub.close())
  const advance = (ms: number): void => {
    nowMs += ms
    hub.clock.advance(ms)
  }
  return { odoo, hub, instance: hub.instance, advance }
}

/** The stand of the conformance kit. */
export async function openKitStand (api: Api): Promise<CrmStand> {
  const odoo = await OdooSimulator.start({ version: api === 'json-2' ? 19 : 17, databases: [DATABASE], user: USER, apiKey: API_KEY, now: () => NOW_MS })
  const { plan } = odoo.server
  const phoneField = odoo.partners.fields.has('mobile') ? 'mobile' : 'phone'
  const toVals = ({ name, phone, email, externalId }: Partial<CrmSeed>): Record<string, unknown> => ({
    ...(name !== undefined && { name }), ...(phone !== undefined && { [phoneField]: phone }), ...(email !== undefined && { email }), ...(externalId !== undefined && { ref: externalId })
  })
  return {
    options: { odoo: { baseUrl: odoo.url, ...optionsOf(api), pageSize: 4 } },
    fail: (fault, on, times, skip) => plan.fail(fault, on, times, skip),
    heal: () => plan.heal(),
    struck: () => plan.struck(),
    close: () => odoo.close(),
    add: (seed) => String(odoo.partners.create([toVals(seed)])[0]),
    change: (id, seed) => odoo.partners.write([Number(id)], toVals(seed)),
    remove: (id) => odoo.partners.write([Number(id)], { active: false }),
    contacts: () => seePartners(odoo),
    activities: (id) => odoo.notes(Number(id)).map(toText)
  }
}

/** The partners that are not archived, as somebody sees them. */
export function seePartners (odoo: OdooSimulator): CrmSeen[] {
  return [...odoo.partners.rows.values()].filter((row) => row['active'] === true).map((row) => {
    const text = (field: string): string | undefined => row[field] ? String(row[field]) : undefined
    const externalId = text('ref')
    const name = text('name')
    return {
      id: String(row['id']),
      ...(externalId !== undefined && { externalId }),
      ...(name !== undefined && { name }),
      phones: [text('mobile'), text('phone')].filter((phone) => phone !== undefined),
      emails: [text('email')].filter((email) => email !== undefined),
      fields: { street: text('street') ?? null }
    }
  })
}

/** What a person reads of a note. */
export function toText (html: string): string {
  return html.replaceAll('<br>', '\n').replace(/<\/?(?:p|strong)>/g, ' ')
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
