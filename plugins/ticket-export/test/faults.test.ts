import { isDeliveryError, type Fetch, type TicketExport } from '@kefuhub/contract'
import { createFakeHub } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../src/index.js'
import { startSystem, type ZendeskSystem } from '../src/simulator/index.js'
import { commentOf, send, ticketOf, type TicketHub } from './open.js'

const TICKETS = 200
const AT_ONCE = 16
const ODDS = { seed: 20_261_125, fail: 0.2, timeOut: 0.05, twice: 0.01 }

/** A fetch whose timeout holds the timer itself: a signal that is combined of others may be collected, timer and all. */
const fetchInTime: Fetch = async (url, { timeoutMs = 10_000, signal: _signal, ...init } = {}) => {
  const ended = new AbortController()
  const timer = setTimeout(() => ended.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), timeoutMs)
  try {
    const response = await fetch(url, { ...init, signal: ended.signal })
    return new Response(await response.arrayBuffer(), response)
  } finally {
    clearTimeout(timer)
  }
}

/** Exports a ticket as the hub does: again and again, until it is there. */
async function insist (hub: TicketHub, ticket: TicketExport): Promise<string> {
  for (;;) {
    try {
      return (await send(hub, ticket)).externalId
    } catch (error) {
      if (!isDeliveryError(error) || error.verdict === 'rejected') throw error
    }
  }
}

t.test('every ticket gets there once, whatever goes wrong on the way', async (t) => {
  const system = await startSystem<ZendeskSystem>({ zendesk: { url: 'https://acme.zendesk.com', token: 'zendesk-test-token', callsPerMinute: 10_000, timeoutMs: 2000, maxConcurrent: AT_ONCE } }, { callsPerMinute: undefined }, ODDS)
  t.teardown(() => system.close())
  const hub = await createFakeHub(plugin, system.options, { fetch: fetchInTime })
  t.teardown(() => hub.close())
  const keys = Array.from({ length: TICKETS }, (_, index) => `key-${index}`)
  const ids = new Map<string, string>()
  const left = [...keys]
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let key = left.shift(); key !== undefined; key = left.shift()) {
      ids.set(key, await insist(hub, ticketOf({ state: 'new' }, { key, comments: [commentOf(`comment of ${key}`)] })))
    }
  }))
  const tickets = [...system.server.system.tickets.values()]
  t.equal(tickets.length, TICKETS)
  t.same(new Set(tickets.map(({ external_id: key }) => key)), new Set(keys))
  t.ok(tickets.every(({ id, external_id: key }) => ids.get(key ?? '') === String(id)), 'and the hub knows which is which')
  const { fail = 0, lost = 0, hang = 0, twice = 0 } = system.server.lottery?.drawn ?? {}
  t.ok(fail > 0 && lost > 0 && hang > 0 && twice > 0, `${fail} failed, ${lost + hang} timed out, ${twice} came twice`)
})
