import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { writeRequest } from '../../scripts/bench/http-connection.js'
import { runClosed, runPaced } from '../../scripts/bench/load.js'

/** Counts requests, and how many were under way at once. */
async function serve (t: Test, answer: (response: ServerResponse, count: number) => void = (response) => response.end('success')) {
  const seen = { count: 0, underWay: 0, most: 0 }
  const server = createServer((request, response) => {
    seen.count++
    seen.most = Math.max(seen.most, ++seen.underWay)
    response.on('close', () => { seen.underWay-- })
    request.resume().on('end', () => answer(response, seen.count))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { seen, url, requests: (count: number) => Array.from({ length: count }, () => writeRequest({ url, headers: {}, body: 'x' })) }
}

t.test('a closed run sends every request, over no more connections than told', async (t) => {
  const { seen, url, requests } = await serve(t)
  const result = await runClosed(requests(100), { url, connections: 4, forMs: 60_000 })
  t.equal(result.answered, 100)
  t.equal(seen.count, 100)
  t.ok(seen.most <= 4, `${seen.most} at once`)
  t.ok(result.elapsedMs > 0 && result.p50Ms > 0 && result.p99Ms >= result.p50Ms)
})

t.test('a closed run ends when its time is over and waits for what is under way', async (t) => {
  const { seen, url, requests } = await serve(t)
  const all = requests(100_000)
  const result = await runClosed(all, { url, connections: 4, forMs: 50 })
  t.ok(result.answered > 0 && result.answered < all.length)
  t.equal(result.answered, seen.count)
})

t.test('a paced run sends every request once and says when each was due', async (t) => {
  const { seen, url, requests } = await serve(t)
  const due: number[] = []
  const result = await runPaced(requests(50), { url, connections: 4, rate: 500 }, (index, dueMs) => { due[index] = dueMs })
  t.equal(result.answered, 50)
  t.equal(seen.count, 50)
  const first = due[0] ?? NaN
  t.ok(due.length === 50 && due.every((dueMs, index) => Math.abs(dueMs - first - index * 2) < 1e-6), 'two milliseconds apart, whatever the timers did')
})

t.test('a paced run charges a stall for every request that it delayed', async (t) => {
  const { url, requests } = await serve(t, (response, count) => { setTimeout(() => response.end('success'), count === 1 ? 200 : 0) })
  const { p50Ms } = await runPaced(requests(50), { url, connections: 1, rate: 1000 })
  t.ok(p50Ms > 150, `${p50Ms} ms: all 50 were due within 50 ms and had to wait for the first`)
})

for (const [name, answer] of [
  ['another status', (response: ServerResponse) => Object.assign(response, { statusCode: 403 }).end('success')],
  ['another body', (response: ServerResponse) => response.end('error')]
] as const) {
  t.test(`an answer with ${name} ends the run`, async (t) => {
    const { url, requests } = await serve(t, answer)
    await t.rejects(runClosed(requests(10), { url, connections: 2, forMs: 60_000 }), /an answer was (403 success|200 error)/)
    await t.rejects(runPaced(requests(10), { url, connections: 2, rate: 1000 }), /an answer was (403 success|200 error)/)
  })
}

t.test('a server that is not there ends the run', async (t) => {
  const { url, requests } = await serve(t, (response) => response.socket?.destroy())
  await t.rejects(runClosed(requests(10), { url, connections: 2, forMs: 60_000 }), /closed a connection|ECONNRESET/)
})
