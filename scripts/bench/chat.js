import { hireAgents, openAdministrator } from './people.js'
import { median } from './statistics.js'
import { listStores } from './stores.js'
import { formatValue, judge } from './table.js'
import { startVisitors } from './visitors.js'
import { startWebHub } from './web-hub.js'

/** @typedef {import('./sizes.js').Sizes} Sizes */
/** @typedef {import('./stage.js').Stage} Stage */
/** @typedef {import('./table.js').Row} Row */

/** How often; the median counts, so that one stall of the machine does not. */
const runs = 3

/**
 * How long a visitor waits for an agent who answers at once: from when a message is due to the answer in the visitor's widget.
 * @param {Stage} stage
 * @param {Sizes} sizes
 * @returns {Promise<Row[]>}
 */
export async function measureChat (stage, sizes) {
  const { visitors, writeEveryMs, chatMs } = sizes
  const rate = visitors * 1000 / writeEveryMs
  /** @type {Row[]} */
  const rows = []
  for (const kind of listStores()) {
    console.log(`kefuhub: ${visitors} visitors and ${sizes.agents} agents, ${rate} messages/s for ${chatMs / 1000} s on the store '${kind.name}'`)
    const hub = await startWebHub(stage, kind.make(stage))
    const agents = await hireAgents(hub.url, await openAdministrator(hub), sizes.agents)
    const people = await startVisitors(stage)
    await people.work(hub.url, agents.map(({ cookie }) => cookie))
    await people.open(hub.channelUrl, visitors)
    // Everybody twice: afterwards all conversations are open, as most are, and the hub runs at its speed.
    await people.chat(2 * visitors, rate)
    const results = []
    for (let run = 1; run <= runs; run++) {
      const result = await people.chat(Math.ceil(rate * chatMs / 1000), rate)
      console.log(`  run ${run}: p99 ${formatValue(result.answered.p99Ms)} ms, to the agent ${formatValue(result.seen.p99Ms)} ms`)
      results.push(result)
    }
    await stage.clear()
    rows.push(
      judge(`chat-p50/${kind.name}`, median(results.map(({ answered }) => answered.p50Ms)), 'ms'),
      judge(`chat-p99/${kind.name}`, median(results.map(({ answered }) => answered.p99Ms)), 'ms', '<= 150'),
      judge(`chat-to-agent-p50/${kind.name}`, median(results.map(({ seen }) => seen.p50Ms)), 'ms'),
      judge(`chat-to-agent-p99/${kind.name}`, median(results.map(({ seen }) => seen.p99Ms)), 'ms')
    )
  }
  return rows
}
