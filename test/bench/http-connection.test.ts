import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { HttpConnection, readAnswer, writeRequest } from '../../scripts/bench/http-connection.js'

async function serve (t: Test, listener: RequestListener): Promise<URL> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`)
}

t.test('an answer is read as soon as it is whole', async (t) => {
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n成功')
  for (let length = 0; length < bytes.length; length++) t.equal(readAnswer(bytes.subarray(0, length)), undefined)
  t.strictSame(readAnswer(bytes), { status: 200, body: '成功' })
})

t.test('an answer without a length is refused', async (t) => {
  t.throws(() => readAnswer(Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')), /an answer that this generator does not read: HTTP\/1.1 200 OK/)
})

t.test('a request arrives as it was meant, one after the other on one connection', async (t) => {
  const seen: unknown[] = []
  const target = await serve(t, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push([request.method, request.url, request.headers['content-type'], request.headers.host, Buffer.concat(chunks).toString(), request.socket.remotePort])
      response.statusCode = 403
      response.end('refused')
    })
  })
  const connection = new HttpConnection(target, (error) => t.fail(error.message))
  t.teardown(() => connection.close())
  await connection.open()
  const bytes = writeRequest({ url: `${target.href}?a=1&b=%20`, headers: { 'content-type': 'text/xml' }, body: '<xml>退款</xml>' })
  const exchange = () => new Promise((resolve) => connection.send(bytes, resolve))
  t.strictSame([await exchange(), await exchange()], [{ status: 403, body: 'refused' }, { status: 403, body: 'refused' }])
  t.strictSame(seen[0], ['POST', '/callback?a=1&b=%20', 'text/xml', target.host, '<xml>退款</xml>', (seen[0] as unknown[])[5]])
  t.strictSame(seen[1], seen[0], 'the second came over the same connection')
})

t.test('a connection that the server ends is told of', async (t) => {
  const target = await serve(t, (request) => { request.socket.destroy() })
  const broken = new Promise<Error>((resolve) => {
    const connection = new HttpConnection(target, resolve)
    connection.open().then(() => connection.send(writeRequest({ url: target.href, headers: {}, body: '' }), () => t.fail('was answered')), resolve)
  })
  t.match((await broken).message, /closed a connection/)
})
