import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ToHub, ToWidget, WireMessage } from '../../plugins/channel-web/src/wire.js'
import { Visitor } from '../../scripts/bench/visitor.js'

const message = (id: string, from: WireMessage['from'], at = 7): WireMessage => ({ id, from, at, content: { type: 'text', text: id } })

/** A channel with a thread that has one message of the bot. */
async function serve (t: Test, status = 200) {
  const calls: ToHub[] = []
  const headers: IncomingHttpHeaders[] = []
  const sockets: WebSocket[] = []
  let onCall = () => {}
  const server = createServer((request, response) => {
    headers.push(request.headers)
    request.resume()
    response.writeHead(status, { 'set-cookie': 'kh-site=v-1.s; Path=/; HttpOnly' }).end('{}')
  })
  const say = (call: ToWidget) => { for (const socket of sockets) socket.send(JSON.stringify(call)) }
  const live = new WebSocketServer({ server, path: '/web/site/socket' })
  live.on('connection', (socket, request) => {
    headers.push(request.headers)
    sockets.push(socket)
    socket.on('message', (data) => {
      const call = JSON.parse(String(data)) as ToHub
      calls.push(call)
      if (call.kind === 'resume') say({ kind: 'history', messages: [message('m1', 'bot')], hasMore: false })
      onCall()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.terminate()
    server.closeAllConnections()
    server.close()
  })
  /** Resolves when the widget has said something that is asked for. */
  const heard = async (isWanted: (call: ToHub) => boolean) => await new Promise<void>((resolve) => {
    onCall = () => { if (calls.some(isWanted)) resolve() }
    onCall()
  })
  return { calls, headers, sockets, say, heard, channelUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/web/site` }
}

t.test('a widget opens a visit, resumes, writes, shows what comes and says that it is read', async (t) => {
  const { calls, headers, say, heard, channelUrl } = await serve(t)
  const shown: string[] = []
  const visitor = await Visitor.open(channelUrl, '10.0.0.1', { onMessage: ({ id }) => shown.push(id), onBroken: (error) => t.fail(error.message) })
  t.match(headers, [{ 'x-forwarded-for': '10.0.0.1', origin: /^https:/ }, { 'x-forwarded-for': '10.0.0.1', cookie: 'kh-site=v-1.s' }])
  visitor.write('client-1', '在吗')
  await heard(({ kind }) => kind === 'send')
  say({ kind: 'stored', clientId: 'client-1', at: 8 })
  say({ kind: 'message', message: message('m2', 'visitor', 8) })
  say({ kind: 'message', message: message('m3', 'agent', 9) })
  await heard((call) => call.kind === 'read' && call.upTo.id === 'm3')
  t.strictSame(shown, ['m1', 'm2', 'm3'])
  t.strictSame(calls, [
    { kind: 'resume' },
    { kind: 'read', upTo: { at: 7, id: 'm1' } },
    { kind: 'send', clientId: 'client-1', content: { type: 'text', text: '在吗' } },
    { kind: 'read', upTo: { at: 9, id: 'm3' } }
  ])
  visitor.close()
})

t.test('a visit that is refused is told', async (t) => {
  const { channelUrl } = await serve(t, 429)
  await t.rejects(Visitor.open(channelUrl, '10.0.0.1', { onMessage: () => {}, onBroken: () => {} }), /a visit was answered with 429/)
})

t.test('a refused call and a connection that ends are told', async (t) => {
  const { say, sockets, channelUrl } = await serve(t)
  const broken: string[] = []
  let onNext = () => {}
  const visitor = await Visitor.open(channelUrl, '10.0.0.1', {
    onMessage: () => {},
    onBroken: ({ message }) => {
      broken.push(message)
      onNext()
    }
  })
  const next = async (act: () => void) => await new Promise<void>((resolve) => {
    onNext = resolve
    act()
  })
  await next(() => { say({ kind: 'refused', code: 'WEB_ERR_RATE', reason: 'too much' }) })
  await next(() => { sockets[0]?.close(1008) })
  t.match(broken, [/WEB_ERR_RATE too much/, /connection: 1008/])
  visitor.close()
})
