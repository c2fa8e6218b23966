import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parse, stringify } from 'yaml'
import { WebSocket } from 'ws'
import { createHubFolder, type HubFolder, type HubProcess } from '../support/hub-process.js'
import { openTestRedis } from '../support/redis.js'
import { openTestStore } from '../support/store.js'
import { checkNothingLost, connect, startImpatientPlatform, startTraffic, waitForRandomMoment } from './kill.js'

/** A hub, changes of its config, and the commands on it. */
interface Office { folder: HubFolder, hub: HubProcess, token: string, change: (edit: (config: Config) => void) => Promise<void> }
interface Config { log?: object, server: { port: number }, plugins: Array<{ id: string, use: string, options: Record<string, unknown> }> }

async function open (t: Test, platformUrl: string, config: Record<string, unknown> = {}): Promise<Office> {
  const folder = await createHubFolder(t, platformUrl, config)
  const hub = await folder.start()
  const [, token] = await hub.waitForLine(/API token\s+(kh_\S+)/)
  const file = join(folder.folder, 'hub.yaml')
  const change = async (edit: (config: Config) => void): Promise<void> => {
    const written = parse(await readFile(file, 'utf8')) as Config
    edit(written)
    await writeFile(file, stringify(written))
  }
  return { folder, hub, token: token as string, change }
}

/** Runs a command on a running hub and gives its exit code with its output. */
async function command ({ folder, hub, token }: Office, ...args: string[]): Promise<{ code: number | null, output: string }> {
  const run = folder.run(...args, '--url', hub.url, '--token', token)
  const { code } = await run.ended
  return { code, output: run.output() }
}

async function listPlugins ({ hub, token }: Office): Promise<string[]> {
  const response = await fetch(`${hub.url}/api/v1/plugins`, { headers: { authorization: `Bearer ${token}` } })
  return (await response.json() as { items: Array<{ id: string }> }).items.map(({ id }) => id)
}

/** Signs the administrator in, past the first password. @returns the cookie */
async function signIn ({ hub }: Office): Promise<string> {
  const [, first = ''] = await hub.waitForLine(/password\s+(\S+)/)
  const send = async (method: string, path: string, body: object, cookie?: string) => await fetch(`${hub.url}/api/v1${path}`, {
    method, headers: { origin: hub.url, 'content-type': 'application/json', ...(cookie !== undefined && { cookie }) }, body: JSON.stringify(body)
  })
  const signedIn = await send('POST', '/session', { login: 'admin', password: first })
  const [cookie = ''] = signedIn.headers.getSetCookie()
  const changed = await send('PUT', '/session/password', { current: first, password: 'correct horse battery' }, cookie.split(';')[0])
  if (!changed.ok) throw new Error(await changed.text())
  return (changed.headers.getSetCookie()[0] ?? cookie).split(';')[0] as string
}

const idle = (id: string) => ({ id, use: '@kefuhub/bot', options: { rules: 'rules.yaml' } })

t.test('a config is taken over again and again under traffic: nothing is lost, and no platform has to repeat anything', async (t) => {
  const platform = await startImpatientPlatform(t)
  const office = await open(t, platform.url)
  await writeFile(join(office.folder.folder, 'rules.yaml'), '- { id: none, any: [never said], reply: x }\n')
  connect(platform, office.hub)
  const traffic = startTraffic(platform)
  for (let round = 0; round < 6; round++) {
    await waitForRandomMoment()
    await office.change(({ plugins }) => { if (plugins.length === 2) plugins.push(idle('bot')); else plugins.pop() })
    const { code, output } = await command(office, 'reload')
    t.equal(code, 0, output)
    t.match(output, round % 2 === 0 ? /\+ bot {2}@kefuhub\/bot .*\n1 change in .*\nreloaded/ : /- bot {2}@kefuhub\/bot/)
    t.equal((await listPlugins(office)).includes('bot'), round % 2 === 0)
  }
  const acknowledged = await traffic.stop()
  t.equal(traffic.repeats(), 0, 'each message was acknowledged when it came first')
  await checkNothingLost(t, { platform, hub: office.hub, token: office.token, acknowledged })
  t.equal((await office.hub.stop()).code, 0)
})

t.test('a plan says what would change, and a config that is refused leaves the old one running', async (t) => {
  const platform = await startImpatientPlatform(t)
  const office = await open(t, platform.url)
  t.match(await command(office, 'plan'), { code: 0, output: /^nothing changed in / })

  await office.change(({ plugins }) => { (plugins[0] as Config['plugins'][number]).options['appSecret'] = 'another secret' })
  const planned = await command(office, 'plan')
  t.equal(planned.code, 0)
  t.match(planned.output, /~ shop\n {4}options\.appSecret: "digest:[0-9a-f]{12}" → "digest:[0-9a-f]{12}"\n1 change/)
  t.notMatch(planned.output, /another secret|an app secret/)

  await office.change((config) => { config.log = { level: 'loud' } })
  t.match(await command(office, 'plan', '--json'), { code: 2, output: /"code": "KH_ERR_CONFIG_VALUE_INVALID"/ })
  t.match(await command(office, 'reload'), { code: 2, output: /log\.level must be/ })

  await office.change((config) => { config.log = { level: 'info' }; config.server.port = 1 })
  t.match(await command(office, 'plan'), { code: 1, output: /takes a restart: server\.port/ })
  t.match(await command(office, 'reload'), { code: 1, output: /takes a restart/ })
  const refused = await fetch(`${office.hub.url}/api/v1/config/reload`, { method: 'POST', headers: { authorization: `Bearer ${office.token}` } })
  t.equal(refused.status, 409)
  t.match(await refused.json(), { error: { code: 'KH_ERR_RELOAD_RESTART' } })

  await office.change((config) => { config.server.port = 0; config.plugins.push(idle('bot')) })
  t.match(await command(office, 'reload'), { code: 1, output: /KH_ERR_RELOAD_FAILED.*rules\.yaml/ }, 'a plugin that cannot be set up')
  t.same(await listPlugins(office), ['shop', 'echo'], 'the old one goes on')
  connect(platform, office.hub)
  const traffic = startTraffic(platform)
  await checkNothingLost(t, { platform, hub: office.hub, token: office.token, acknowledged: await traffic.stop() })

  const nobody = await office.folder.run('plan', '--url', 'http://127.0.0.1:9', '--token', 'kh_x')
  t.match(await nobody.ended, { code: 1 })
  t.match(nobody.output(), /KH_ERR_CLI_HUB_AWAY/)
  t.match(await command({ ...office, token: 'kh_wrong' }, 'plan'), { code: 1, output: /KH_ERR_CLI_TOKEN.*KH_ERR_API_UNAUTHORIZED/ })
})

t.test('a signal does the same; a refusal becomes an alert that the next success ends; connections of the old hub end', async (t) => {
  const platform = await startImpatientPlatform(t)
  const office = await open(t, platform.url)
  const call = async <T>(path: string) => await (await fetch(`${office.hub.url}/api/v1${path}`, { headers: { authorization: `Bearer ${office.token}` } })).json() as T
  const alerts = async () => (await call<{ items: Array<{ source: string, reason: string, resolvedAt?: string }> }>('/alerts')).items.filter(({ source }) => source === 'hub')
  const socket = new WebSocket(`${office.hub.url.replace('http', 'ws')}/api/v1/live`, { headers: { origin: office.hub.url, cookie: await signIn(office) } })
  const over = new Promise<number>((resolve, reject) => { socket.once('close', resolve).once('error', reject) })
  await new Promise((resolve, reject) => { socket.once('open', resolve).once('error', reject) })

  await office.change((config) => { config.server.port = 1 })
  process.kill(office.hub.pid, 'SIGHUP')
  await office.hub.waitForLine(/the new config was not taken over/)
  t.match(await alerts(), [{ reason: /server\.port is read when a process starts/ }])
  t.equal(socket.readyState, WebSocket.OPEN)

  await office.change((config) => { config.server.port = 0; config.plugins.splice(1) })
  process.kill(office.hub.pid, 'SIGHUP')
  await office.hub.waitForLine(/the config was read again/)
  t.same(await listPlugins(office), ['shop'])
  t.match(await alerts(), [{ resolvedAt: String }])
  await over
  const { items } = await call<{ items: Array<{ action: string, actor: string }> }>('/audit')
  t.same(items.filter(({ action }) => action === 'config.reload').map(({ actor }) => actor), ['cli'])
})

/** Answers `hold` when `release` was called, on whichever hub, with whether its own hub has stopped meanwhile. */
const HOLDING = `
import { once, EventEmitter } from 'node:events'
const door = new EventEmitter()
let isHeld = false
export default {
  kind: 'feature', name: 'holding', contract: '^1', title: { zh: '等', en: 'Hold' }, options: { type: 'object', additionalProperties: false, properties: {} },
  setup: (hub) => {
    hub.app.get('/hold', async () => { isHeld = true; door.emit('held'); await once(door, 'release'); return { isStopped: hub.signal.aborted } })
    hub.app.get('/held', async () => { if (!isHeld) await once(door, 'held'); return {} })
    hub.app.get('/release', async () => { door.emit('release'); return {} })
    return {}
  }
}`

t.test('a request that is being answered is answered by the hub that got it', async (t) => {
  const platform = await startImpatientPlatform(t)
  const folder = t.testdir({ 'holding.js': HOLDING, 'package.json': '{"type":"module"}' })
  const office = await open(t, platform.url, { plugins: [{ id: 'holding', use: join(folder, 'holding.js'), options: {} }] })
  const call = async (path: string) => await (await fetch(`${office.hub.url}/plugins/holding/${path}`)).json()
  const answer = call('hold')
  await call('held')
  t.match(await command(office, 'reload'), { code: 0 })
  await call('release')
  t.same(await answer, { isStopped: false })
})

t.test('all processes on one Redis follow', async (t) => {
  const platform = await startImpatientPlatform(t)
  const [store, queue] = [openTestStore(t), openTestRedis(t)]
  const office = await open(t, platform.url, { store: { url: store.url, database: store.database }, queue })
  const other = await office.folder.start()
  await office.change(({ plugins }) => { plugins.splice(1) })
  t.match(await command(office, 'reload'), { code: 0 })
  await other.waitForLine(/the config was read again/)
  t.same(await listPlugins(office), ['shop'])
  t.same(await listPlugins({ ...office, hub: other }), ['shop'])
})
