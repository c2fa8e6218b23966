import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createFakeHub, type CrmSeen, type CrmSeed, type CrmStand, type FakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import plugin from '../../src/index.js'
import { SalesforceSimulator, type SalesforceSimulatorOptions } from '../../src/simulator/salesforce/index.js'

/** When tests happen, in milliseconds since 1970. */
export const NOW_MS = Date.UTC(2026, 10, 25, 9)
export const CLIENT_ID = 'the-consumer-key'
export const CLIENT_SECRET = 'the-consumer-secret'
export const USERNAME = 'hub@example.com'

export type Way = 'clientCredentials' | 'jwt'

let pair: { publicKey: KeyObject, pem: string } | undefined

/** A key pair; making one takes a while. */
export function keyPair (): { publicKey: KeyObject, pem: string } {
  if (pair === undefined) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    pair = { publicKey, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  }
  return pair
}

/** What each way in needs. */
export function authOf (way: Way): Record<string, unknown> {
  return way === 'jwt'
    ? { jwt: { clientId: CLIENT_ID, username: USERNAME, privateKey: keyPair().pem } }
    : { clientCredentials: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } }
}

interface Teardown { teardown (close: () => unknown): unknown }

export interface Stand {
  salesforce: SalesforceSimulator
  hub: FakeHub<typeof plugin>
  instance: FakeHub<typeof plugin>['instance']
  /** Moves the time of both. */
  advance (ms: number): void
}

/** A simulated organisation and the adapter, connected. */
export async function openStand (
  t: Teardown, { way = 'clientCredentials', options = {}, salesforce: more = {}, overrides = {} }: { way?: Way, options?: Record<string, unknown>, salesforce?: SalesforceSimulatorOptions, overrides?: FakeHubOverrides } = {}
): Promise<Stand> {
  let nowMs = NOW_MS
  const salesforce = await start(way, { now: () => nowMs, ...more })
  t.teardown(() => salesforce.close())
  const hub = await createFakeHub(plugin, { salesforce: { loginUrl: salesforce.url, auth: authOf(way), ...options } }, { nowMs, ...overrides })
  t.teardown(() => hub.close())
  const advance = (ms: number): void => {
    nowMs += ms
    hub.clock.advance(ms)
  }
  return { salesforce, hub, instance: hub.instance, advance }
}

function start (way: Way, options: SalesforceSimulatorOptions): Promise<SalesforceSimulator> {
  return SalesforceSimulator.start({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, username: USERNAME, ...(way === 'jwt' && { publicKey: keyPair().publicKey }), ...options })
}

/** The stand of the conformance kit. @param taskIdField where activities are kept with their ids in a field */
export async function openKitStand (way: Way, taskIdField?: string): Promise<CrmStand> {
  const salesforce = await start(way, { now: () => NOW_MS, ...(taskIdField !== undefined && { taskIdField }) })
  const { server: { plan }, contacts } = salesforce
  const toValues = ({ name, phone, email, externalId }: Partial<CrmSeed>): Record<string, unknown> => ({
    ...(name !== undefined && { LastName: name }),
    ...(phone !== undefined && { MobilePhone: phone }),
    ...(email !== undefined && { Email: email }),
    ...(externalId !== undefined && { Hub_Id__c: externalId })
  })
  return {
    options: { salesforce: { loginUrl: salesforce.url, auth: authOf(way), pageSize: 4, ...(taskIdField !== undefined && { activityIdField: taskIdField }) } },
    fail: (fault, on, times, skip) => plan.fail(fault, on, times, skip),
    heal: () => plan.heal(),
    struck: () => plan.struck(),
    expireSessions: () => salesforce.expireSessions(),
    close: () => salesforce.close(),
    add: (seed) => contacts.insert(toValues(seed), { allowSave: true }),
    change: (id, seed) => contacts.update(id, toValues(seed)),
    remove: (id) => contacts.remove(id),
    contacts: () => seeContacts(salesforce),
    activities: (id) => [...salesforce.tasks.rows.values()].filter((task) => task['WhoId'] === id).map((task) => `${String(task['Subject'])}\n${String(task['Description'])}`)
  }
}

/** The contacts that are not deleted, as somebody sees them. */
export function seeContacts ({ contacts }: SalesforceSimulator): CrmSeen[] {
  return [...contacts.rows.values()].filter((row) => row['IsDeleted'] !== true).map((row) => {
    const text = (field: string): string | undefined => row[field] ? String(row[field]) : undefined
    const externalId = text('Hub_Id__c')
    const name = text('Name')
    return {
      id: String(row['Id']),
      ...(externalId !== undefined && { externalId }),
      ...(name !== undefined && { name }),
      phones: [text('MobilePhone'), text('Phone')].filter((phone) => phone !== undefined),
      emails: [text('Email')].filter((email) => email !== undefined),
      fields: { Description: text('Description') ?? null }
    }
  })
}
