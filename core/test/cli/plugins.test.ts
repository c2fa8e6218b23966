import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { fixture, installFixtures } from '../config/sample.js'
import { run, type Outcome } from './terminal.js'

const yaml = `plugins:
  - { id: one, use: kefuhub-valid, options: { appId: wx1, appSecret: 12345678x } }
  - { id: two, use: kefuhub-valid, options: { appId: wx2, appSecret: 12345678x } }
  - { id: own, use: "${fixture('no-such')}" }
`.replace('no-such', 'common-js')

function prepare (t: Test, text: string | undefined): string {
  const cwd = t.testdir(text === undefined ? {} : { 'hub.yaml': text })
  installFixtures(join(cwd, 'hub.yaml'), { 'kefuhub-valid': 'valid', '@fixture/store-future': 'store-future' })
  return cwd
}

async function listen (t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => new Promise((resolve) => { server.close(resolve) }))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const rowOf = ({ stdout }: Outcome, name: string): string[] => stdout.split('\n').find((line) => line.startsWith(`${name} `))?.split(/ {2,}/) ?? []

t.test('lists what is installed and what the config uses', async (t) => {
  const outcome = await run(['plugins', '-c', 'hub.yaml'], { cwd: prepare(t, yaml) })
  t.match(outcome, { exitCode: 0, stderr: '' })
  t.match(outcome.stdout, /^NAME +VERSION +KIND +CONTRACT +USED AS +HEALTH\n/)
  t.same(rowOf(outcome, 'kefuhub-valid'), ['kefuhub-valid', '1.2.3', 'channel', '^1', 'one, two', 'not running'])
  t.same(rowOf(outcome, '@fixture/common-js'), ['@fixture/common-js', '1.0.0', 'feature', '^1', 'own', 'not running'])
  t.match(rowOf(outcome, '@fixture/store-future'), ['@fixture/store-future', '0.1.0', 'store', /^\^2 \(hub has 1\./, '-', '-'])
})

t.test('asks a running hub for health, with a token where one is given', async (t) => {
  let asked: string[] = []
  const url = await listen(t, (request, response) => {
    asked = [String(request.url), String(request.headers.authorization)]
    response.writeHead(503).end(JSON.stringify({ state: 'down', plugins: [{ id: 'one', state: 'ok' }, { id: 'two', state: 'down', reason: 'wrong\u001b[31m\nsecret' }, null] }))
  })
  const outcome = await run(['plugins', '-c', 'hub.yaml', '--url', `${url}/`, '--token', 'kh_x'], { cwd: prepare(t, yaml), fetch })
  t.same(asked, ['/readyz', 'Bearer kh_x'])
  t.same(rowOf(outcome, 'kefuhub-valid').at(-1), 'one ok; two down: wrong [31m secret')
  t.same(rowOf(outcome, '@fixture/common-js').at(-1), 'not loaded')
  const json = JSON.parse((await run(['plugins', '-c', 'hub.yaml', '--url', url, '--json'], { cwd: t.testdirName, fetch })).stdout) as { running: boolean, plugins: object[] }
  t.equal(asked[1], 'undefined')
  t.equal(json.running, true)
  t.match(json.plugins.find((row) => (row as { name: string }).name === 'kefuhub-valid'), {
    isContractMet: true, ids: ['one', 'two'], health: { one: { state: 'ok' }, two: { state: 'down', reason: 'wrong [31m secret' } }
  })
})

t.test('finds the hub that the config describes', async (t) => {
  const asked: string[] = []
  const spy = (async (url: string) => {
    asked.push(url)
    return Response.json({ plugins: [] })
  }) as typeof fetch
  for (const [server, url] of [['', 'http://127.0.0.1:3000/readyz'], ['host: 0.0.0.0, port: 1', 'http://127.0.0.1:1/readyz'], ['host: "::"', 'http://[::1]:3000/readyz']]) {
    t.match(await run(['plugins', '-c', 'hub.yaml'], { cwd: prepare(t, `server: { ${server} }`), fetch: spy }), { exitCode: 0 })
    t.equal(asked.at(-1), url)
  }
})

t.test('what answers but is no hub is told', async (t) => {
  const answers: Array<[RequestListener, RegExp]> = [
    [(_, response) => { response.writeHead(404).end() }, /is not a hub \(status 404\)/],
    [(_, response) => { response.end('<html>') }, /is not a hub \(no JSON\)/],
    [(_, response) => { response.end('null') }, /is not a hub \(no list of plugins\)/],
    [(_, response) => { response.end(`"${'x'.repeat(1_048_576)}"`) }, /is not a hub \(more than 1048576 bytes\)/]
  ]
  for (const [answer, message] of answers) {
    const url = await listen(t, answer)
    t.match(await run(['plugins', '-c', 'hub.yaml', '--url', url], { cwd: prepare(t, ''), fetch }), { exitCode: 1, stderr: message })
  }
})

t.test('lists without a config, or with a broken one', async (t) => {
  const none = await run(['plugins', '-c', 'hub.yaml'], { cwd: prepare(t, undefined) })
  t.match(none, { exitCode: 0, stderr: 'There is no config at hub.yaml. Ids are left out.\n' })
  t.same(rowOf(none, 'kefuhub-valid').slice(-2), ['-', '-'])
  t.match(await run(['plugins', '-c', 'hub.yaml'], { cwd: prepare(t, 'prot: 1\nlogs: 1') }), {
    exitCode: 0, stderr: '2 mistakes in hub.yaml: `kefuhub check` lists them. Ids are left out.\n'
  })
  t.match(await run(['plugins', '-c', 'hub.yaml'], { cwd: prepare(t, ' '.repeat(1_048_577)) }), { exitCode: 2, stderr: /KH_ERR_CONFIG_TOO_LARGE/ })
})
