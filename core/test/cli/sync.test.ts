import t, { type Test } from 'tap'
import { FakeCrm } from '../neighbours/fake-crm.js'
import { until } from '../neighbours/until.js'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestHub } from '../support/hub.js'
import { run, type Outcome } from './terminal.js'

const FIELDS = [{ hub: 'name' }, { hub: 'fields.level', crm: 'x_level', values: { gold: 1, silver: 2 } }]

/** A hub with a CRM and two customers whom the CRM knows better, and how the command reaches it. */
async function open (t: Test, config: object = {}) {
  const [crm, channel] = [new FakeCrm(), createTestChannel()]
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'crm', module: crm.plugin(), sync: { fields: structuredClone(FIELDS), pullMinutes: 0, lookUp: false, ...config } }] })
  hub.start()
  for (const id of ['one', 'two']) await channel.hub.receive(inbound({ eventKey: id, sender: { id, name: id } }))
  await until(async () => (await hub.desk.contacts.list({ limit: 5 })).items.length === 2)
  const { items } = await hub.desk.contacts.list({ limit: 5 })
  const contactOf = (name: string): string => items.find((item) => item.name === name)?.id ?? ''
  crm.put({ id: 'C1', externalId: contactOf('one'), name: '王', fields: { x_level: 1 } })
  crm.put({ id: 'C2', externalId: contactOf('two'), fields: { x_level: 9 } })
  const ask = async (url: string, init: { method: 'GET', headers: Record<string, string> }): Promise<Response> => {
    const answer = await hub.app.inject({ method: init.method, url: new URL(url).pathname + new URL(url).search, headers: init.headers })
    return new Response(answer.body, { status: answer.statusCode })
  }
  const sync = async (argv: readonly string[], { role = 'administrator' as 'administrator' | 'leader', isTTY = false } = {}): Promise<Outcome> => {
    const { token } = await hub.desk.apiTokens.create('test', role)
    return await run(['sync', ...argv, '--url', 'http://hub.test/'], { fetch: ask as typeof fetch, env: { KEFUHUB_TOKEN: token }, isTTY })
  }
  return { hub, crm, sync, contactOf }
}

t.test('a dry run says what would change, value by value, and changes nothing', async (t) => {
  const { hub, crm, sync, contactOf } = await open(t)
  const { exitCode, stdout } = await sync(['dry-run', 'crm'])
  t.equal(exitCode, 0)
  t.match(stdout, `one  (contact ${contactOf('one')}, record C1)\n  name: "one" -> "王"  here\n  fields.level: null -> "gold"  here\n`)
  t.match(stdout, /two {2}\(contact \S+, record C2\)\n {2}does not fit: .*x_level.*9/)
  t.match(stdout, '1 record would change: 2 values here, 0 values in the CRM; 0 records would be made; 1 do not fit. Nothing was written.\n')
  t.equal((await hub.desk.contacts.view(contactOf('one')))?.name, 'one')
  t.notOk(crm.calls.includes('upsert'))
  const json = (await sync(['dry-run', 'crm', '--json', '--limit', '1'])).stdout.trim().split('\n').map((line) => JSON.parse(line) as object)
  t.match(json, [{ record: 'C1', name: 'one' }])
  t.equal(json.length, 1)
})

t.test('a dry run names the records that would be made, and what it left out', async (t) => {
  const { hub, crm, sync } = await open(t, { create: 'known' })
  const person = { alias: false, terms: [], emails: [], fields: {}, changed: {}, tags: [], createdAt: new Date(), createdBy: 'm' }
  await hub.store.contacts.create({ ...person, _id: 'three', name: '李雷', phones: ['+8613900000000'], fields: { level: 'gold' } }, { ...person, _id: 'z', name: 'z', phones: ['+8613900000001'], fields: { level: 'bronze' } })
  const whole = await sync(['dry-run', 'crm'])
  t.match(whole.stdout, '李雷  (contact three, new record)\n  name: null -> "李雷"  in the CRM\n  fields.level: null -> "gold"  in the CRM\n')
  t.match(whole.stdout, /\nz {2}\(contact z, new record\)\n {2}does not fit: .*bronze/)
  t.match(whole.stdout, /\n1 record would change: 2 values here, 0 values in the CRM; 1 record would be made; 2 do not fit\. Nothing was written\.\n$/)
  t.match(await sync(['dry-run', 'crm', '--limit', '3']), { stdout: /李雷[^]*\nThere may be more than is listed; a higher --limit lists more\.\n$/ })
  const json = await sync(['dry-run', 'crm', '--limit', '1', '--json'])
  t.match(json, { stdout: /^\{[^\n]*"contact":[^\n]*\}\n$/, stderr: 'There may be more than is listed; a higher --limit lists more.\n' })
  for (let number = 0; number < 2000; number++) crm.put({ id: `X${number}` })
  t.match(await sync(['dry-run', 'crm']), { stdout: /李雷[^]*\nThe CRM was not read to its end: .*looked for there and not found.*\n$/ })
})

t.test('a back-fill is started, watched to its end, and shown', async (t) => {
  const { hub, sync, contactOf } = await open(t)
  t.match(await sync(['list']), { exitCode: 0, stdout: /^crm {2}crm {7}ok {8}CRM {2}back-fill: none\n$/ })
  const { exitCode, stdout } = await sync(['back-fill', 'crm', '--watch'])
  t.equal(exitCode, 0)
  t.match(stdout.trim().split('\n').at(-1), /^done; 2 records read; 1 changed here; 2 of 2 contacts done; 0 created; 0 changed there; 1 failed$/)
  t.equal((await hub.desk.contacts.view(contactOf('one')))?.name, '王')
  const status = await sync(['status', 'crm'], { role: 'leader' })
  t.match(status, { exitCode: 0, stdout: /^crm {2}CRM\n {2}health {5}ok\n {2}changes {4}idle, last done never[^]* {2}back-fill {2}done; 2 records read[^]* {2}failed {5}\S+ {2}two {2}KH_ERR_SYNC_MISFIT: / })
  t.match(await sync(['list']), { stdout: /back-fill: done {2}1 record not in step/ })
  t.match(JSON.parse((await sync(['status', 'crm', '--json'])).stdout), { id: 'crm', backfill: { phase: 'done' } })
  t.match(JSON.parse((await sync(['list', '--json'])).stdout), [{ id: 'crm' }])
})

t.test('a back-fill that fails is shown with its reason, not started twice, and cancelled', async (t) => {
  const { hub, crm, sync } = await open(t)
  crm.mood = 'busy'
  t.match(await sync(['back-fill', 'crm']), { exitCode: 0, stdout: /^(waiting|running|failing)/ })
  await until(async () => ((await hub.neighbours.jobs.find('crm-backfill:crm'))?.failures ?? 0) > 0)
  const due = (await hub.neighbours.jobs.find('crm-backfill:crm'))?.due
  t.match(await sync(['back-fill', 'crm']), { exitCode: 0, stdout: /^failing, reading the CRM; .*\(KH_ERR_DELIVERY_RETRYABLE: busy\)\n$/ })
  t.same((await hub.neighbours.jobs.find('crm-backfill:crm'))?.due, due, 'it is not hurried')
  t.match(await sync(['cancel', 'crm']), { exitCode: 0, stdout: /^cancelled; 0 records read/ })
  t.match(await sync(['cancel', 'crm'], { role: 'leader' }), { exitCode: 1, stderr: /KH_ERR_CLI_TOKEN.*KH_ERR_API_FORBIDDEN.*kefuhub token create/ })
  t.match(await sync(['status', 'none']), { exitCode: 1, stderr: /KH_ERR_CONNECTION_NOT_FOUND: No system 'none'/ })
  t.match(await sync(['cancel', 'none']), { exitCode: 1, stderr: /KH_ERR_CONNECTION_NOT_FOUND: No system 'none'/ })
})

/** A hub that gives these answers about its only CRM, the last one for ever. */
function answering (...backfills: object[]): typeof fetch {
  let asked = 0
  const none = { read: 0, matched: 0, changed: 0, failed: 0 }
  const answer = (): object => ({
    id: 'crm',
    kind: 'crm',
    title: { zh: '甲', en: 'CRM' },
    state: 'ok',
    errors: [],
    backfill: { state: 'running', failures: 0, phase: 'push', total: 20, pulled: none, pushed: { done: 0, created: 0, updated: 0, unchanged: 0, failed: 0 }, ...backfills[Math.min(asked++, backfills.length - 1)] }
  })
  return (async () => Response.json({ items: [answer()] })) as unknown as typeof fetch
}

const pushed = (done: number) => ({ done, created: 0, updated: 0, unchanged: done, failed: 0 })

t.test('a person watches one line; a log gets a line for each step', async (t) => {
  const env = { KEFUHUB_TOKEN: 'kh_x' }
  const argv = ['sync', 'back-fill', 'crm', '--watch', '--url', 'http://hub.test']
  const steps = [{ pushed: pushed(10) }, { pushed: pushed(11) }, { state: 'idle', phase: 'done', pushed: pushed(20) }]
  t.same((await run(argv, { fetch: answering(...steps), env, isTTY: true })).stdout,
    '\r\u001b[Krunning: 10 of 20 contacts, 0 failed\r\u001b[Krunning: 11 of 20 contacts, 0 failed\r\u001b[Kdone; 0 records read; 0 changed here; 20 of 20 contacts done; 0 created; 0 changed there; 0 failed\n')
  const plain = await run(argv, { fetch: answering(...steps), env })
  t.match(plain, { exitCode: 0, stdout: /^running, writing into the CRM; .*10 of 20.*\ndone; .*\n$/ })
  const cancelled = await run(argv, { fetch: answering(steps[0] as object, { state: 'idle', pushed: pushed(11), reason: 'a\u001b[2Jb' }), env })
  t.match(cancelled, { exitCode: 1, stdout: /\ncancelled; .*11 of 20/ }, 'somebody cancelled it')
  t.notMatch(cancelled.stdout, '\u001b', 'texts do not drive the terminal')
})

t.test('what is not right is told with what to do', async (t) => {
  const env = { KEFUHUB_TOKEN: 'kh_x' }
  const give = (body: string, status: number): typeof fetch => (async () => new Response(body, { status })) as unknown as typeof fetch
  const list = ['sync', 'list', '--url', 'http://hub.test']
  t.match(await run(list), { exitCode: 2, stderr: /KEFUHUB_TOKEN is not set.*kefuhub token create/ })
  t.match(await run(['sync', 'list', '--url', 'hub.test'], { env }), { exitCode: 2, stderr: /begins with http/ })
  t.match(await run(['sync', 'dry-run', 'crm', '--limit', '501', '--url', 'http://hub.test'], { env }), { exitCode: 2, stderr: /from 1 to 500/ })
  t.match(await run(list, { env }), { exitCode: 1, stderr: /KH_ERR_CLI_HUB_AWAY.*No hub answers at http:\/\/hub.test \(fetch failed\).*--url/ })
  t.match(await run(list, { env, fetch: give('<html>', 200) }), { exitCode: 1, stderr: /KH_ERR_CLI_HUB_ANSWER.*no JSON/ })
  t.match(await run(list, { env, fetch: give('{}', 200) }), { exitCode: 1, stderr: /KH_ERR_CLI_HUB_ANSWER.*no list/ })
  t.match(await run(list, { env, fetch: give('{"error":{"code":"KH_ERR_API_UNAUTHORIZED","message":"x"}}', 401) }), { exitCode: 1, stderr: /KH_ERR_CLI_TOKEN/ })
  t.match(await run(list, { env, fetch: give('{"error":{"code":"KH_ERR_CONNECTION_AWAY","message":"it is\u001b[2J away"}}'.replace('\u001b', '\\u001b'), 503) }), { exitCode: 1, stderr: /KH_ERR_CONNECTION_AWAY: it is\ufffd\[2J away/ })
  t.match(await run(['sync', 'list', '-c', 'none.yaml'], { env }), { exitCode: 2, stderr: /KH_ERR_CONFIG_NOT_FOUND/ })
  t.match(await run(list, { env, fetch: give('{"items":[]}', 200) }), { exitCode: 0, stdout: /No system is connected/ })
})

t.test('without an address the hub of the config is asked', async (t) => {
  const cwd = t.testdir({ 'hub.yaml': 'server: { port: 4711 }\n' })
  const asked: string[] = []
  const spy = (async (url: string) => {
    asked.push(url)
    return Response.json({ items: [] })
  }) as unknown as typeof fetch
  await run(['sync', 'list', '-c', 'hub.yaml'], { cwd, env: { KEFUHUB_TOKEN: 'kh_x' }, fetch: spy })
  t.same(asked, ['http://127.0.0.1:4711/api/v1/connections'])
})
