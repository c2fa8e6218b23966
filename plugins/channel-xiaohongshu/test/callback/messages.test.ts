import t from 'tap'
import { sealFor } from '../../src/simulator/index.js'
import { ACCOUNT, CONSUMER, IM, NOW_MS, STAFF, openHub, openStand, pathOf, type XhsHub } from '../stand.js'
import { KEY, vectors } from '../vectors.js'

const SAMPLE = vectors.im_third_party.message_callback_sample
const OK = '{"code":0,"msg":"success","success":true}'

function post (hub: XhsHub, body: object | string, suffix = '/api/open/im/send') {
  return hub.inject({ method: 'POST', url: pathOf(hub, suffix), headers: { 'content-type': 'application/json' }, payload: typeof body === 'string' ? body : JSON.stringify(body) })
}

/** The sample with another content and other fields. */
const message = (content: unknown, fields: object = {}): object => ({ ...SAMPLE, content: sealFor(KEY, content), ...fields })
const warningsOf = (hub: XhsHub) => hub.logs.filter(({ level }) => level === 'warn')

t.test('takes the sample of a message', async (t) => {
  const hub = await openHub(t)
  t.match(await post(hub, SAMPLE), { statusCode: 200, body: OK, headers: { 'content-type': 'application/json; charset=utf-8' } })
  t.strictSame(hub.received, [{
    eventKey: `msg:${CONSUMER}:m-0001`,
    sender: { id: CONSUMER, name: '小红薯' },
    sentAt: new Date(NOW_MS),
    content: { type: 'text', text: '你好，还有货吗？😀' },
    raw: { ...SAMPLE, content: { text: '你好，还有货吗？😀' } }
  }])
  await post(hub, message({ text: '你好，还有货吗？😀' }))
  t.equal(hub.received.length, 1, 'the same message under another IV is a repeat')
})

t.test('takes any type of body that is JSON', async (t) => {
  const hub = await openHub(t)
  for (const [index, type] of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/json;charset=UTF-8'].entries()) {
    const answer = await hub.inject({ method: 'POST', url: pathOf(hub, '/api/open/im/send'), headers: { 'content-type': type }, payload: JSON.stringify(message({ text: 'x' }, { message_id: index })) })
    t.equal(answer.statusCode, 200, type)
  }
  t.equal(hub.received.length, 4)
})

t.test('keeps all digits of long ids', async (t) => {
  const hub = await openHub(t)
  const body = JSON.stringify(message({ text: 'x' })).replace('"m-0001"', '9007199254740993').replace(`"${CONSUMER}"`, '12345678901234567890')
  await post(hub, body)
  t.match(hub.received, [{ eventKey: 'msg:12345678901234567890:9007199254740993', sender: { id: '12345678901234567890' } }])
})

t.test('passes over what the merchant or the system wrote, and tells of each source once', async (t) => {
  const hub = await openHub(t)
  for (const source of [2, 2, '3', 2]) t.equal((await post(hub, message({ text: 'x' }, { message_source: source }))).body, OK)
  t.equal((await post(hub, message({ text: 'x' }, { message_source: undefined, from_user_id: ACCOUNT, to_user_id: CONSUMER }))).body, OK, 'our own account, without a source')
  t.same(hub.received, [])
  t.same(warningsOf(hub).map(({ fields }) => fields.source), ['2', '3'])
  await post(hub, message({ text: 'x' }, { message_source: undefined }))
  t.equal(hub.received.length, 1, 'who is not ours is a customer')
})

t.test('keeps types that nobody knows, with what can be shown of them', async (t) => {
  const hub = await openHub(t)
  await post(hub, message({ title: '新玩法', light: [1] }, { message_type: 'HOLOGRAM' }))
  await post(hub, message({ text: 'x' }, { message_type: 'HOLOGRAM', message_id: '2' }))
  t.match(hub.received, [
    { content: { type: 'unsupported', platformType: 'HOLOGRAM', text: '新玩法' }, raw: { content: { title: '新玩法', light: [1] } } },
    { content: { type: 'unsupported', text: 'x' } }
  ])
  t.match(await hub.instance.health?.(), { state: 'degraded', reason: /HOLOGRAM is not known.*wire\.inbound\.types/ })
  const [warning] = warningsOf(hub)
  t.match(warning, { fields: { shape: { message_type: 'text of up to 8', content: { light: ['number'] } } } })
  t.notMatch(warning?.line, /新玩法|5f0000/, 'nothing of the customer is logged')
  hub.clock.advance(3_600_000)
  t.same(await hub.instance.health?.(), { state: 'ok' })
})

t.test('shows what it cannot read, whatever the mapping says', async (t) => {
  const cases: Array<[string, object, object, object]> = [
    ['another name of the id', { inbound: { fields: { id: ['msg_id'] } } }, {}, { sender: { id: CONSUMER }, content: { text: /msg_id \(id\)/ } }],
    ['another name of the sender', { inbound: { fields: { from: ['sender'] } } }, {}, { sender: { id: 'unreadable' }, content: { text: /sender \(from\)/ } }],
    ['no path at all', { inbound: { fields: { type: [] } } }, {}, { content: { platformType: 'message', text: /no path \(type\)/ } }],
    ['another name of the text', { inbound: { types: { TEXT: { as: 'text', text: ['body'] } } } }, {}, { content: { platformType: 'TEXT', text: /fields of TEXT/ } }],
    ['no receiver', {}, { to_user_id: undefined }, { content: { text: /to_user_id \(to\)/ } }]
  ]
  for (const [name, wire, fields, expected] of cases) {
    const hub = await openHub(t, { wire })
    const body = message({ text: '你好' }, fields)
    for (let count = 0; count < 2; count++) t.equal((await post(hub, body)).body, OK, name)
    t.equal(hub.received.length, 1, `${name}: once`)
    t.match(hub.received, [{ ...expected, content: { type: 'unsupported', ...(expected as { content: object }).content }, raw: { content: { text: '你好' } } }], name)
    t.equal(warningsOf(hub).length, 1, `${name}: logged once`)
  }
})

t.test('reads a message that is encrypted whole', async (t) => {
  const fields = Object.fromEntries(Object.entries({ id: 'id', type: 'kind', from: 'user', to: 'shop', time: 'at' }).map(([name, path]) => [name, [`content.${path}`]]))
  const hub = await openHub(t, { wire: { inbound: { fields, types: { TEXT: { as: 'text', text: ['body.words'] } } } } })
  await post(hub, { content: sealFor(KEY, { id: 1, kind: 'text', user: 'U', shop: ACCOUNT, at: NOW_MS / 1000, body: { words: 'hi' } }) })
  t.match(hub.received, [{ eventKey: 'msg:U:1', sentAt: new Date(NOW_MS), content: { type: 'text', text: 'hi' } }])
})

t.test('refuses old messages only when told so', async (t) => {
  const old = message({ text: 'x' }, { timestamp: NOW_MS - 600_000 })
  t.equal((await post(await openHub(t), old)).statusCode, 200)
  const hub = await openHub(t, { maxAgeMs: 300_000 })
  t.equal((await post(hub, old)).statusCode, 403)
  t.equal((await post(hub, message({ text: 'x' }, { timestamp: NOW_MS + 600_000 }))).statusCode, 403)
  t.same([...hub.refusals], [['stale', 2]])
  t.equal((await post(hub, message({ text: 'x' }, { timestamp: undefined }))).statusCode, 200)
  t.match(hub.received, [{ content: { type: 'unsupported', text: /timestamp \(time\)/ } }], 'one without a time is shown, not lost')
})

t.test('tells the hub of a picture once', async (t) => {
  const hub = await openHub(t)
  const avatar = (url: string, id: string): Promise<unknown> => post(hub, message({ text: 'x' }, { message_id: id, user_info: { nickname: '薯', avatar: url } }))
  await avatar('https://sns-avatar.xhscdn.com/a.jpg', '1')
  await avatar('https://sns-avatar.xhscdn.com/a.jpg', '2')
  await avatar('https://sns-avatar.xhscdn.com/b.jpg', '3')
  t.strictSame(hub.profiles, ['a', 'b'].map((name) => ({ senderId: CONSUMER, profile: { name: '薯', avatarUrl: `https://sns-avatar.xhscdn.com/${name}.jpg` } })))
})

t.test('keeps of a very long original how long it was', async (t) => {
  const hub = await openHub(t)
  await post(hub, message({ text: '字'.repeat(30_000) }))
  t.match(hub.received, [{ content: { text: '字'.repeat(30_000) }, raw: { omittedBytes: Number, begins: /^\{"message_id"/ } }])
  await post(hub, message({ text: 'x'.repeat(20_000) }, { message_id: '2' }))
  t.match(hub.received[1]?.raw, { message_id: '2' })
})

t.test('bounds the key of a message with long ids', async (t) => {
  const hub = await openHub(t)
  await post(hub, message({ message_id: '9' }, { message_type: 'RECALL' }))
  t.match(hub.received, [{ eventKey: `recall:${CONSUMER}:m-0001`, content: { type: 'event', name: 'recall', key: '9' } }])
  t.notOk('trigger' in (hub.received[0] ?? {}))
})

t.test('takes messages to staff, and none to strangers', async (t) => {
  const { hub, platform } = await openStand(t)
  const customer = platform.consumer(CONSUMER)
  t.equal((await customer.sendText('x', { to: STAFF })).status, 403)
  t.ok((await platform.changeStaff(STAFF, 2)).isAccepted)
  t.ok((await customer.sendText('x', { to: STAFF })).isAccepted)
  t.ok((await platform.changeStaff(STAFF, 4)).isAccepted)
  t.equal((await customer.sendText('x', { to: STAFF })).status, 403)
  t.equal(hub.received.length, 1)
  t.equal(hub.refusals.get('account'), 2)
})

t.test('follows the simulator: repeats, a wrong key, an unknown type', async (t) => {
  const { hub, platform } = await openStand(t, { options: { im: IM, replyWindow: { durationMs: 1000, sends: 3 } } })
  const customer = platform.consumer(CONSUMER)
  t.ok((await customer.sendText('一')).isAccepted)
  t.ok((await customer.repeat()).isAccepted)
  t.match(await customer.sendText('二', { cipherKey: 'ffeeddccbbaa99887766554433221100' }), { isAccepted: false, status: 403, body: '{"code":1,"msg":"refused","success":false}' })
  t.ok((await customer.write('HOLOGRAM', {})).isAccepted)
  t.match(hub.received, [{ content: { text: '一' }, trigger: 'message' }, { content: { type: 'unsupported' }, trigger: 'message' }])
  hub.busy = true
  t.match(await customer.sendText('三'), { isAccepted: false, status: 500, body: '{"code":1,"msg":"error","success":false}' })
  hub.busy = false
  t.ok((await customer.repeat()).isAccepted)
  t.match(hub.received[2], { content: { text: '三' } })
})
