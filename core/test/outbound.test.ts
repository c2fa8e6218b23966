import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { createOutbound } from '../src/outbound.js'

async function serve (t: { teardown: (close: () => void) => void }, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('an exchange is given up when its time is over, also in the middle of the body', async (t) => {
  const outbound = createOutbound(new AbortController().signal)
  t.teardown(outbound.close)
  const url = await serve(t, (request, reply) => {
    if (request.url === '/body') reply.write('the beginning')
  })
  await t.rejects(outbound.fetch(url, { timeoutMs: 50 }), { name: 'TimeoutError' })
  const response = await outbound.fetch(`${url}/body`, { timeoutMs: 50 })
  await t.rejects(response.text(), { name: 'TimeoutError' })
})

t.test('nobody redirects the hub to another address', async (t) => {
  const outbound = createOutbound(new AbortController().signal)
  t.teardown(outbound.close)
  const url = await serve(t, (_request, reply) => {
    reply.writeHead(302, { location: 'http://169.254.169.254/' }).end()
  })
  await t.rejects(outbound.fetch(url))
})

t.test('everything ends when the hub ends', async (t) => {
  const stopping = new AbortController()
  const outbound = createOutbound(stopping.signal)
  t.teardown(outbound.close)
  const url = await serve(t, () => { stopping.abort() })
  await t.rejects(outbound.fetch(url), { name: 'AbortError' })
})

t.test('a form arrives as a form, beside the headers that were given', async (t) => {
  const outbound = createOutbound(new AbortController().signal)
  t.teardown(outbound.close)
  const url = await serve(t, (request, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => reply.end(JSON.stringify({ type: request.headers['content-type'], trace: request.headers['x-trace'], body: Buffer.concat(chunks).toString() })))
  })
  const body = new FormData()
  body.set('media', new Blob(['abc'], { type: 'image/png' }), 'a.png')
  const response = await outbound.fetch(url, { method: 'POST', body, headers: { 'X-Trace': '7' } })
  t.match(await response.json(), { type: /^multipart\/form-data; boundary=/, trace: '7', body: /filename="a\.png"\r\nContent-Type: image\/png\r\n\r\nabc\r\n/ })
})
