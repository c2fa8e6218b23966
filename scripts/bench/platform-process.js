import { startWeChatPlatform } from '@kefuhub/contract/testing/wechat'
import { accounts } from './accounts.js'
import { writeRequest } from './http-connection.js'
import { runClosed, runPaced } from './load.js'
import { remarkAt } from './remarks.js'
import { percentile } from './statistics.js'

/** @typedef {import('./platform.js').Job} Job */

/** What a shipped rule of the bot answers. */
const question = '这个产品怎么退款'
/** How long answers may still come after the last question. */
const patienceMs = 60_000
// A platform's daily ceilings are not what is measured.
const limits = { '/cgi-bin/message/custom/send': { perDay: 1e9 }, '/cgi-bin/user/info': { perDay: 1e9 } }

const platform = await startWeChatPlatform({ accounts: Object.values(accounts).map((account) => ({ ...account, limits })) })

let lastNonce = 1_000_000_000

/**
 * Signs the callbacks of customers who write one after the other.
 * @param {Job} job
 * @param {(index: number) => string} textOf
 */
function prepare ({ channel, url, count, customers, firstCustomer = 0 }, textOf) {
  const { appId } = accounts[channel]
  platform.account(appId).callbackUrl = url
  const requests = []
  const senders = []
  for (let index = 0; index < count; index++) {
    const openid = `oBench${String(firstCustomer + index % customers).padStart(22, '0')}`
    // A random nonce is not fresh every time among tens of thousands in one second, and the hub refuses its second use.
    const nonce = String(++lastNonce)
    requests.push(writeRequest(platform.buildCallback(appId, openid, { MsgType: 'text', Content: textOf(index) }, { nonce })))
    senders.push(openid)
  }
  return { requests, senders }
}

/**
 * Asks at a fixed pace and waits for the answer to each question. A customer's answers come in the order of the questions.
 * @param {Job & { rate: number }} job
 */
async function ask (job) {
  const { requests, senders } = prepare(job, () => question)
  /** @type {Map<string, number[]>} */
  const openSince = new Map()
  /** @type {number[]} */
  const latenciesMs = []
  let isComplete = () => {}
  const complete = new Promise((resolve) => { isComplete = () => resolve(true) })
  const unlisten = platform.onReceived(({ openid }) => {
    const dueMs = openSince.get(openid)?.shift()
    if (dueMs === undefined) return
    latenciesMs.push(performance.now() - dueMs)
    if (latenciesMs.length === requests.length) isComplete()
  })
  let timer
  try {
    const load = await runPaced(requests, job, (index, dueMs) => {
      const sender = /** @type {string} */ (senders[index])
      const open = openSince.get(sender)
      if (open === undefined) openSince.set(sender, [dueMs])
      else open.push(dueMs)
    })
    await Promise.race([complete, new Promise((resolve) => { timer = setTimeout(resolve, patienceMs) })])
    if (latenciesMs.length < requests.length) throw new Error(`${requests.length - latenciesMs.length} of ${requests.length} questions had no answer ${patienceMs / 1000} s after the last`)
    return { ...load, p50Ms: percentile(latenciesMs, 0.5), p99Ms: percentile(latenciesMs, 0.99) }
  } finally {
    clearTimeout(timer)
    unlisten()
  }
}

/** @param {Job} job */
async function work (job) {
  const { rate } = job
  if (job.kind === 'closed' || rate === undefined) return await runClosed(prepare(job, remarkAt).requests, { forMs: Infinity, ...job })
  if (job.kind === 'paced') return await runPaced(prepare(job, remarkAt).requests, { ...job, rate })
  return await ask({ ...job, rate })
}

process.on('message', async (/** @type {Job} */ job) => {
  try {
    process.send?.({ result: await work(job) })
  } catch (error) {
    process.send?.({ error: /** @type {Error} */ (error).message })
  }
})
process.once('SIGTERM', () => process.exit(0))
process.once('disconnect', () => process.exit(0))
console.log(`ready ${platform.url}`)
