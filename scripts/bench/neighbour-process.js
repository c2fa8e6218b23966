import { createServer } from 'node:net'
import { HubSpotSimulator } from '@kefuhub/crm-sync/simulator'
import { startSystem } from '@kefuhub/ticket-export/simulator'

/** The systems that a benchmark's hub is connected to, as a process of their own: their memory and their time are not the hub's. */

/** A vendor's limits, as its page states them. */
const limits = { tenSecondly: 100, secondly: 5, daily: 650_000 }
/** None that counts. */
const noLimits = { tenSecondly: 1e9, secondly: 1e9, daily: 1e9 }
/** What goes wrong at the ticket system, always in the same order. */
const odds = { seed: 20261125, fail: 0.2, timeOut: 0.05, twice: 0.01 }

const [, , kind = ''] = process.argv

/** @returns {Promise<{ url: string, count: () => { records: number, distinct: number } }>} */
async function start () {
  if (kind === 'hanging') {
    const server = createServer(() => {})
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(undefined)) })
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
    return { url: `http://127.0.0.1:${port}`, count: () => ({ records: 0, distinct: 0 }) }
  }
  if (kind !== 'desk') {
    const crm = await HubSpotSimulator.start({ token: 'pat-na1-simulated-token', limits: kind === 'well' ? noLimits : limits })
    return {
      url: crm.url,
      count: () => {
        const ids = [...crm.contacts.table.byId()].map(({ values }) => values.kefuhub_id)
        return { records: ids.length, distinct: new Set(ids).size }
      }
    }
  }
  const { server, options } = await startSystem({ zendesk: { token: 'simulated-token', callsPerMinute: 1_000_000 } }, {}, odds)
  const { url } = /** @type {{ url: string }} */ (options.zendesk)
  const { tickets } = /** @type {import('@kefuhub/ticket-export/simulator').ZendeskSystem} */ (server.system)
  return { url, count: () => ({ records: tickets.size, distinct: new Set([...tickets.values()].map((ticket) => ticket.external_id)).size }) }
}

const system = await start()
process.on('message', () => { process.send?.({ result: system.count() }) })
process.once('SIGTERM', () => process.exit(0))
process.once('disconnect', () => process.exit(0))
console.log(`ready ${system.url}`)
