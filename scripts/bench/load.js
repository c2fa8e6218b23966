import { HttpConnection } from './http-connection.js'
import { percentile } from './statistics.js'

/**
 * Where load goes.
 * @typedef {object} Target
 * @property {string} url
 * @property {number} connections each with one request under way at most
 */

/**
 * What a run of load showed.
 * @typedef {object} LoadResult
 * @property {number} answered
 * @property {number} elapsedMs from the first request to the last answer
 * @property {number} p50Ms
 * @property {number} p99Ms
 */

/**
 * Sends each next request when the one before it on the connection is answered, until none is left or the time is over.
 * @param {readonly Buffer[]} requests
 * @param {Target & { forMs: number }} options
 * @returns {Promise<LoadResult>}
 * @throws {Error} for a connection that breaks and an answer other than 200 `success`
 */
export async function runClosed (requests, { forMs, ...target }) {
  return await withConnections(target, (pool, { finish, note }) => {
    const untilMs = performance.now() + forMs
    let next = 0
    let busy = 0
    /** @param {HttpConnection} connection */
    const send = (connection) => {
      const request = requests[next]
      const sentMs = performance.now()
      if (request === undefined || sentMs >= untilMs) {
        if (busy === 0) finish()
        return
      }
      next++
      busy++
      connection.send(request, (answer) => {
        busy--
        note(answer, sentMs)
        send(connection)
      })
    }
    for (const connection of pool) send(connection)
  })
}

/**
 * Sends requests at a fixed pace, whether or not earlier ones are answered. Latency counts from the moment a request was due, so that a
 * server that stalls is charged for those that had to wait (no coordinated omission).
 * @param {readonly Buffer[]} requests
 * @param {Target & { rate: number }} options `rate` in requests per second
 * @param {(index: number, dueMs: number) => void} [onSend] called for each request, with its place and when it was due
 * @returns {Promise<LoadResult>}
 * @throws {Error} for a connection that breaks and an answer other than 200 `success`
 */
export async function runPaced (requests, { rate, ...target }, onSend) {
  return await withConnections(target, (pool, { finish, note, onEnd }) => {
    const startedMs = performance.now()
    const idle = [...pool]
    let next = 0
    let answered = 0
    const sendDue = () => {
      const nowMs = performance.now()
      for (let dueMs = startedMs + next * 1000 / rate; dueMs <= nowMs && idle.length > 0; dueMs = startedMs + next * 1000 / rate) {
        const request = requests[next]
        if (request === undefined) return
        const connection = /** @type {HttpConnection} */ (idle.pop())
        const dueAtMs = dueMs
        onSend?.(next, dueAtMs)
        next++
        connection.send(request, (answer) => {
          idle.push(connection)
          note(answer, dueAtMs)
          if (++answered === requests.length) finish()
          else sendDue()
        })
      }
    }
    const timer = setInterval(sendDue, 1)
    onEnd(() => clearInterval(timer))
    sendDue()
  })
}

/**
 * Opens the connections, lets a generator use them, and sums up what it noted.
 * @param {Target} target
 * @param {(pool: HttpConnection[], run: {
 *   finish: () => void,
 *   note: (answer: { status: number, body: string }, sinceMs: number) => void,
 *   onEnd: (stop: () => void) => void
 * }) => void} generate
 * @returns {Promise<LoadResult>}
 */
async function withConnections ({ url, connections }, generate) {
  /** @type {(error: Error) => void} */
  let fail = () => {}
  /** @type {HttpConnection[]} */
  const pool = []
  /** @type {number[]} */
  const latenciesMs = []
  /** @type {Array<() => void>} */
  const endings = []
  let endedMs = 0
  try {
    const broken = new Promise((_resolve, reject) => { fail = reject })
    broken.catch(() => {})
    for (let count = 0; count < connections; count++) pool.push(new HttpConnection(new URL(url), (error) => fail(error)))
    await Promise.all(pool.map((connection) => connection.open()))
    const startedMs = performance.now()
    await Promise.race([broken, new Promise((resolve) => {
      generate(pool, {
        finish: () => resolve(undefined),
        note: ({ status, body }, sinceMs) => {
          endedMs = performance.now()
          latenciesMs.push(endedMs - sinceMs)
          if (status !== 200 || body !== 'success') fail(new Error(`an answer was ${status} ${body.slice(0, 200)}`))
        },
        onEnd: (stop) => endings.push(stop)
      })
    })])
    return { answered: latenciesMs.length, elapsedMs: endedMs - startedMs, p50Ms: percentile(latenciesMs, 0.5), p99Ms: percentile(latenciesMs, 0.99) }
  } finally {
    for (const end of endings) end()
    for (const connection of pool) connection.close()
  }
}
