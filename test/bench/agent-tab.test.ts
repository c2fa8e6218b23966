import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { WebSocketServer, type WebSocket } from 'ws'
import { AgentTab } from '../../scripts/bench/agent-tab.js'

async function serve (t: Test, status = 202) {
  const asked: Array<{ call: string, body: string, headers: IncomingHttpHeaders }> = []
  const sockets: WebSocket[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => { body += chunk }).on('end', () => {
      asked.push({ call: `${request.method} ${request.url}`, body, headers: request.headers })
      response.writeHead(status).end('{}')
    })
  })
  new WebSocketServer({ server, path: '/api/v1/live' }).on('connection', (socket, { headers }) => {
    asked.push({ call: 'live', body: '', headers })
    sockets.push(socket)
    socket.send('{"kind":"ready"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.terminate()
    server.closeAllConnections()
    server.close()
  })
  return { asked, sockets, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

t.test('a console hears of every conversation and answers as the agent', async (t) => {
  const { asked, sockets, url } = await serve(t)
  const heard: string[] = []
  let onBoth = () => {}
  const both = new Promise<void>((resolve) => { onBoth = resolve })
  const tab = new AgentTab(url, 'kh_session=1', {
    onConversation: ({ id }) => { if (heard.push(id) === 2) onBoth() },
    onBroken: (error) => t.fail(error.message)
  })
  await tab.open()
  sockets[0]?.send('{"kind":"beat"}')
  sockets[0]?.send('{"kind":"conversations","items":[{"id":"c1"},{"id":"c2"}]}')
  await both
  t.strictSame(heard, ['c1', 'c2'])
  await tab.answer('c2', '您好')
  tab.close()
  t.match(asked, [
    { call: 'live', headers: { cookie: 'kh_session=1', origin: url } },
    { call: 'POST /api/v1/conversations/c2/messages', body: '{"content":{"type":"text","text":"您好"}}', headers: { cookie: 'kh_session=1', origin: url } }
  ])
})

t.test('a refused answer and a connection that ends are told', async (t) => {
  const { sockets, url } = await serve(t, 409)
  let onBroken = (_error: Error) => {}
  const broken = new Promise<Error>((resolve) => { onBroken = resolve })
  const tab = new AgentTab(url, 'kh_session=1', { onConversation: () => {}, onBroken })
  await tab.open()
  await t.rejects(tab.answer('c1', '您好'), /the hub answers POST conversations\/c1\/messages with 409/)
  sockets[0]?.close(4401)
  t.match((await broken).message, /connection of a console: 4401/)
})
