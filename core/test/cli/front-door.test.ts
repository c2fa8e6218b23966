import { once } from 'node:events'
import { connect } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { Agent, fetch } from 'undici'
import { FrontDoor } from '../../src/cli/front-door.js'

async function openApp (t: Test, name: string, addRoutes: (app: FastifyInstance) => void = () => {}): Promise<FastifyInstance> {
  const app = fastify({ keepAliveTimeout: 12_345 })
  app.get('/name', async () => name)
  addRoutes(app)
  await app.ready()
  t.teardown(() => app.close())
  return app
}

async function openDoor (t: Test, app: FastifyInstance): Promise<{ door: FrontDoor, url: string, port: number }> {
  const door = new FrontDoor(app)
  const port = await door.listen('127.0.0.1', 0)
  t.teardown(() => { door.shut(); door.close() })
  return { door, port, url: `http://127.0.0.1:${port}` }
}

/** A promise with what resolves it. */
function open (): [Promise<void>, () => void] {
  let resolve = (): void => {}
  return [new Promise<void>((_resolve) => { resolve = _resolve }), () => { resolve() }]
}

t.test('each request goes to the app in charge, also on a connection that was opened before', async (t) => {
  const [first, second] = [await openApp(t, 'first'), await openApp(t, 'second')]
  const { door, url } = await openDoor(t, first)
  const dispatcher = new Agent({ connections: 1, pipelining: 1 })
  t.teardown(() => dispatcher.close())
  let connections = 0
  dispatcher.on('connect', () => { connections++ })
  const ask = async () => await (await fetch(`${url}/name`, { dispatcher })).text()
  t.equal(await ask(), 'first')
  door.lead(second)
  t.equal(await ask(), 'second')
  t.equal(connections, 1)
})

t.test('an app that was replaced answers what it was asked before, and is waited for', async (t) => {
  const [isAsked, asked] = open()
  const [isHeld, answer] = open()
  const first = await openApp(t, 'first', (app) => { app.get('/slow', async () => { asked(); await isHeld; return 'late' }) })
  const second = await openApp(t, 'second')
  const { door, url } = await openDoor(t, first)
  const slow = fetch(`${url}/slow`)
  await isAsked
  door.lead(second)
  const order: string[] = []
  const drained = door.drain(first, 60_000).then(() => { order.push('drained') })
  answer()
  order.push(await (await slow).text())
  await drained
  t.same(order.sort(), ['drained', 'late'])
  await door.drain(second, 60_000)
})

t.test('many requests are waited for at once without a word of a leak', async (t) => {
  const warnings: Error[] = []
  const warn = (warning: Error): void => { warnings.push(warning) }
  process.on('warning', warn)
  t.teardown(() => { process.off('warning', warn) })
  const [isHeld, answer] = open()
  const [areAsked, all] = open()
  let count = 0
  const app = await openApp(t, 'one', (app) => { app.get('/slow', async () => { if (++count === 20) all(); await isHeld; return 'late' }) })
  const { door, url } = await openDoor(t, app)
  const asked = Array.from({ length: 20 }, async () => await (await fetch(`${url}/slow`)).text())
  await areAsked
  const drained = door.drain(app, 60_000)
  await new Promise(setImmediate)
  answer()
  t.same(new Set(await Promise.all(asked)), new Set(['late']))
  await drained
  t.same(warnings.map(({ message }) => message), [])
})

t.test('a request that is never answered is waited for no longer than told', async (t) => {
  const [isAsked, asked] = open()
  const app = await openApp(t, 'one', (app) => { app.get('/never', async () => { asked(); return await new Promise(() => {}) }) })
  const { door, url } = await openDoor(t, app)
  const never = fetch(`${url}/never`)
  await isAsked
  await door.drain(app, 1)
  door.close()
  await t.rejects(never)
})

t.test('an upgrade that nobody takes ends, and broken requests are answered', async (t) => {
  const { port } = await openDoor(t, await openApp(t, 'one'))
  const speak = async (text: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk) => { heard += String(chunk) })
    socket.write(text)
    await once(socket, 'close')
    return heard
  }
  t.equal(await speak('GET /name HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'), '')
  t.match(await speak('no HTTP\r\n\r\n'), /^HTTP\/1\.1 400 /)
})

t.test('a port that is taken is told, and the limits of the app are those of the door', async (t) => {
  const app = await openApp(t, 'one')
  const { port } = await openDoor(t, app)
  await t.rejects(new FrontDoor(app).listen('127.0.0.1', port), { code: 'EADDRINUSE' })
  t.equal(app.server.keepAliveTimeout, 12_345)
})
