import { createFakeHub, type CrmSample, type CrmSeed, type CrmStand, type FakeHub } from '@kefuhub/contract/testing'
import plugin from '../../src/index.js'
import type { Options } from '../../src/rest/index.js'
import { RestCrmSimulator, type Customer, type RestCrmSimulatorOptions } from '../../src/simulator/index.js'
import { shown } from '../readme.js'

/** When tests happen: 2026-11-02T08:00:00Z. */
export const NOW_MS = Date.UTC(2026, 10, 2, 8)
export const API_KEY = 'key-of-the-shop-2026'

/** The config of the README: a CRM that a shop has had written for itself. */
export const HOME_GROWN = shown.rest as unknown as Options

/** The same with the address of a simulator, and as fast as it goes. */
export function optionsFor (url: string): Options {
  const { rate: _rate, ...connection } = HOME_GROWN.connection
  return { ...HOME_GROWN, connection: { ...connection, baseUrl: `${url}/api`, auth: { header: { name: 'X-Api-Key', value: API_KEY } }, timeoutMs: 60_000 } }
}

export interface Teardown { teardown (close: () => unknown): unknown }

export interface Stand {
  desk: RestCrmSimulator
  hub: FakeHub<typeof plugin>
  crm: FakeHub<typeof plugin>['instance']
  /** Moves the time of both. */
  advance (ms: number): void
}

/** The plugin and a simulated CRM. @param options makes others of those of the README */
export async function openStand (t: Teardown, { options = (own) => own, ...desk }: RestCrmSimulatorOptions & { options?: (own: Options) => object } = {}): Promise<Stand> {
  let nowMs = NOW_MS
  const simulator = await RestCrmSimulator.start({ apiKey: API_KEY, now: () => nowMs, ...desk })
  t.teardown(() => simulator.close())
  const hub = await createFakeHub(plugin, { rest: options(optionsFor(simulator.url)) }, { nowMs: NOW_MS })
  t.teardown(() => hub.close())
  return {
    desk: simulator,
    hub,
    crm: hub.instance,
    advance (ms) {
      nowMs += ms
      hub.clock.advance(ms)
    }
  }
}

/** A stand for the conformance kit. Every change there takes a second, as it does at a desk. */
async function open (): Promise<CrmStand> {
  let nowMs = NOW_MS
  const desk = await RestCrmSimulator.start({ apiKey: API_KEY, now: () => nowMs })
  const { server } = desk
  const toValues = ({ name, phone, email, externalId }: Partial<CrmSeed>): Partial<Customer> => {
    nowMs += 1000
    return { ...(name !== undefined && { full_name: name }), ...(phone !== undefined && { mobile: phone }), ...(email !== undefined && { mail: email }), ...(externalId !== undefined && { hub_id: externalId }) }
  }
  const find = (id: string): Customer => {
    const customer = desk.customers.find(({ cust_no: no }) => String(no) === id)
    if (customer === undefined) throw new Error(`no customer ${id}`)
    return customer
  }
  const { changes } = HOME_GROWN
  return {
    options: { rest: { ...optionsFor(desk.url), changes: { ...changes, query: { changed_from: '{{since}}', size: '3' }, overlapMs: 0 } } },
    fail: (...fault) => server.plan.fail(...fault),
    heal: () => server.plan.heal(),
    struck: () => server.plan.struck(),
    close: () => desk.close(),
    add: (seed) => String(desk.add(toValues(seed)).cust_no),
    change: (id, seed) => { desk.change(find(id), toValues(seed)) },
    remove: (id) => { desk.change(find(id), { ...toValues({}), deleted: true }) },
    contacts: () => desk.customers.filter(({ deleted }) => !deleted).map(({ cust_no: no, hub_id: hubId, full_name: name, mobile, tel, mail, level, remark }) => ({
      id: String(no),
      ...(hubId !== null && { externalId: hubId }),
      name,
      phones: [mobile, tel].filter((phone) => phone !== null),
      emails: mail === null ? [] : [mail],
      fields: { level, remark }
    })),
    activities: (id) => desk.notesOf(Number(id)).map(({ title, text }) => `${title}\n${text}`)
  }
}

/** What the conformance kit must know. */
export const sample: CrmSample = {
  options: { rest: optionsFor('https://crm.shop.example') },
  badOptions: [
    { name: 'no address', options: { rest: { ...HOME_GROWN, connection: {} } }, path: '/rest/connection/baseUrl' },
    { name: 'no id', options: { rest: { ...HOME_GROWN, contact: { changedAt: 'updated' } } }, path: '/rest/contact/id' },
    { name: 'no way to find', options: { rest: { ...HOME_GROWN, find: {} } }, path: '/rest/find' },
    { name: 'an unknown method', options: { rest: { ...HOME_GROWN, get: { method: 'LOOK', path: '/' } } }, path: '/rest/get/method' }
  ],
  nowMs: NOW_MS,
  waitMs: 7000,
  unknownId: '99999999',
  textField: 'remark',
  spoil: (write) => ({ ...write, emails: ['no address'] }),
  threePages: 7,
  open
}
