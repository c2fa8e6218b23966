import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { fetchLoopback } from '@kefuhub/contract/testing'

async function serve (t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  t.teardown(() => { server.closeAllConnections(); server.close() })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('reaches this machine only', async (t) => {
  const url = await serve(t, (_request, response) => { response.end('here') })
  t.equal(await (await fetchLoopback(url)).text(), 'here')
  await t.rejects(fetchLoopback('https://example.org/'), { code: 'KH_ERR_TESTING_NETWORK' })
})

t.test('follows no redirect unless asked to', async (t) => {
  const url = await serve(t, (request, response) => {
    if (request.url === '/there') response.end('there')
    else response.writeHead(302, { location: '/there' }).end()
  })
  await t.rejects(fetchLoopback(url), TypeError)
  t.equal(await (await fetchLoopback(url, { redirect: 'follow' })).text(), 'there')
})

t.test('stops after its timeout, or when it is told to', async (t) => {
  const url = await serve(t, () => {})
  await t.rejects(fetchLoopback(url, { timeoutMs: 20 }), { name: 'TimeoutError' })
  await t.rejects(fetchLoopback(url, { signal: AbortSignal.abort() }), { name: 'AbortError' })
})
