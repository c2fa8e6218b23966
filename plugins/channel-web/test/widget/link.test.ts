import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mock } from 'node:test'
import t from 'tap'
import type { ToWidget } from '../../src/wire.js'
import { openEvents, openSocket, type OpenLine } from '../../widget/link.js'

type Events = Parameters<OpenLine>[1]

/** A line that a test opens, speaks on and breaks, with a record of what the link made of it. */
function makeFake () {
  const told: string[] = []
  const sent: string[] = []
  let line: Events | undefined
  let url: URL | undefined
  const openLine: OpenLine = (at, events) => {
    url = at
    line = events
    return { send: (text) => { sent.push(text) }, close: () => { told.push('shut') } }
  }
  const events = { onOpen: () => { told.push('open') }, onCall: (call: ToWidget) => { told.push(call.kind) }, onClose: () => { told.push('close') } }
  return { told, sent, openLine, events, line: () => line as Events, url: () => String(url) }
}

t.test('a socket tells what it hears and closes once', async (t) => {
  const fake = makeFake()
  const link = openSocket(new URL('https://hub.test/web/shop/'), fake.openLine, fake.events)
  t.equal(fake.url(), 'wss://hub.test/web/shop/socket')
  fake.line().onOpen()
  link.send({ kind: 'typing', isTyping: true })
  t.strictSame(fake.sent, ['{"kind":"typing","isTyping":true}'])
  for (const text of ['{"kind":"typing","isTyping":true}', 'no json', 'null', '{}', '{"kind":1}']) fake.line().onText(text)
  fake.line().onClose()
  fake.line().onClose()
  fake.line().onText('{"kind":"typing","isTyping":true}')
  t.strictSame(fake.told, ['open', 'typing', 'shut', 'close'])
})

t.test('a link that is closed from here is silent', async (t) => {
  const fake = makeFake()
  const link = openSocket(new URL('http://hub.test/web/shop/'), fake.openLine, fake.events)
  t.equal(fake.url(), 'ws://hub.test/web/shop/socket')
  link.close()
  fake.line().onOpen()
  fake.line().onClose()
  t.strictSame(fake.told, ['shut'])
})

t.test('a link that neither opens nor fails, or cannot be opened at all, is given up', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => { mock.timers.reset() })
  const fake = makeFake()
  openSocket(new URL('https://hub.test/web/shop/'), fake.openLine, fake.events)
  mock.timers.tick(10_000)
  t.strictSame(fake.told, ['shut', 'close'])
  const broken = makeFake()
  openSocket(new URL('https://hub.test/web/shop/'), () => { throw new Error('blocked') }, broken.events)
  mock.timers.tick(1)
  t.strictSame(broken.told, ['close'])
})

t.test('beside events every call is a request, whose answer is heard', async (t) => {
  const statuses = [204, 200, 500, 401]
  const server = createServer((_request, response) => {
    const status = statuses.shift() ?? 500
    response.writeHead(status).end(status === 200 ? '{"kind":"stored","clientId":"c","at":1}' : '')
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { server.close() })
  const fake = makeFake()
  const base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/web/shop/`)
  const lost = new Promise<void>((resolve) => { fake.events.onClose = resolve })
  const link = openEvents(base, fake.openLine, fake.events)
  t.equal(fake.url(), `${base.href}events`)
  fake.line().onOpen()
  for (let count = 4; count > 0; count--) {
    link.send({ kind: 'resume' })
    while (statuses.length >= count) await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
  await lost
  t.strictSame(fake.told, ['open', 'stored', 'shut'], 'a visit that has ended ends the link')
})
