import t from 'tap'
import { Rejected, RecipientGone, Retryable, Uncertain, Unauthorized, WindowClosed } from '@kefuhub/contract'
import type { MessageDoc } from '../../src/store/message-model.js'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestFeature, createTestHub, type TestHub, type TestHubOptions } from '../support/hub.js'

const echo = createTestFeature('answer', (turn) => {
  if (turn.message.content.type === 'text') turn.reply({ type: 'text', text: `re: ${turn.message.content.text}` })
})

async function createEchoHub (t: Parameters<typeof createTestHub>[0], options: TestHubOptions = {}, capabilities: Parameters<typeof createTestChannel>[0] = {}) {
  const channel = createTestChannel(capabilities)
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'echo', module: echo }], ...options })
  return { channel, hub }
}

async function outgoing (hub: TestHub, isReady: (message: MessageDoc) => boolean): Promise<MessageDoc> {
  for (;;) {
    const message = await hub.store.messages.findOne({ direction: 'out' }).lean<MessageDoc>()
    if (message !== null && isReady(message)) return message
    await new Promise((resolve) => setImmediate(resolve))
  }
}

t.test('a platform that is busy is tried again until it takes the message', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  const attempts: number[] = []
  channel.onSend = (message) => {
    attempts.push(message.attempt)
    if (message.attempt < 3) throw new Retryable('busy')
    return { externalId: 'x1' }
  }
  await channel.hub.receive(inbound())
  hub.start()
  const message = await outgoing(hub, (candidate) => candidate.delivery?.state === 'sent')
  t.same(attempts, [1, 2, 3])
  t.match(message.delivery, { attempts: 3, externalId: 'x1', sentAt: Date })
  t.equal(message.due, undefined)
})

t.test('the wait that a platform asks for is kept', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  channel.onSend = () => { throw new Retryable('quota used up', { afterMs: 3_600_000 }) }
  const before = Date.now()
  await channel.hub.receive(inbound())
  hub.start()
  const message = await outgoing(hub, (candidate) => candidate.delivery?.attempts === 1 && candidate.delivery.state === 'due')
  t.ok((message.due?.getTime() ?? 0) >= before + 3_600_000)
})

t.test('a message that fails too often is a dead letter that an operator can send again', async (t) => {
  const { channel, hub } = await createEchoHub(t, { config: { delivery: { attempts: 2 } } })
  channel.onSend = () => { throw new Retryable('busy') }
  await channel.hub.receive(inbound())
  hub.start()
  const message = await outgoing(hub, (candidate) => candidate.dead !== undefined)
  t.match(message.delivery, { state: 'dead', attempts: 2, code: 'KH_ERR_DELIVERY_RETRYABLE', reason: 'busy' })
  const { items } = await hub.desk.deadLetters.list({ limit: 10 })
  t.match(items, [{ id: message._id, kind: 'send', target: 'shop', code: 'KH_ERR_DELIVERY_RETRYABLE' }])
  channel.onSend = undefined
  const wake = await hub.desk.deadLetters.retry(message._id)
  hub.dispatcher.wake(wake.kind, [wake.id])
  t.match((await outgoing(hub, (candidate) => candidate.delivery?.state === 'sent')).delivery, { attempts: 1 })
})

t.test('what a platform refuses for good is not tried again', async (t) => {
  const cases = [
    { error: new Rejected('picture too large'), state: 'failed', code: 'KH_ERR_DELIVERY_REJECTED' },
    { error: new WindowClosed('too late', ['message']), state: 'failed', code: 'KH_ERR_DELIVERY_WINDOW_CLOSED' },
    { error: new RecipientGone('unfollowed'), state: 'failed', code: 'KH_ERR_DELIVERY_RECIPIENT_GONE' },
    { error: new Uncertain('connection reset'), state: 'uncertain', code: 'KH_ERR_DELIVERY_UNCERTAIN' },
    { error: new Error('a defect of the plugin'), state: 'uncertain', code: 'KH_ERR_DELIVERY_UNCERTAIN' }
  ]
  for (const { error, state, code } of cases) {
    const { channel, hub } = await createEchoHub(t)
    let calls = 0
    channel.onSend = () => {
      calls++
      throw error
    }
    await channel.hub.receive(inbound())
    hub.start()
    const message = await outgoing(hub, (candidate) => candidate.dead !== undefined)
    t.match(message.delivery, { state, code, reason: error.message })
    t.equal(calls, 1)
    if (error instanceof RecipientGone) t.match(await hub.store.identities.findById('shop:alice').lean(), { reachable: false })
    await hub.close()
  }
})

t.test('an uncertain message is sent again only as often as the operator allows', async (t) => {
  const { channel, hub } = await createEchoHub(t, { config: { delivery: { resendUncertain: 1 } } })
  let calls = 0
  channel.onSend = () => {
    calls++
    throw new Uncertain('connection reset')
  }
  await channel.hub.receive(inbound())
  hub.start()
  const message = await outgoing(hub, (candidate) => candidate.dead !== undefined)
  t.equal(calls, 2)
  t.match(message.delivery, { state: 'uncertain', attempts: 2 })
})

t.test('missing rights pause the whole channel and use up no attempt for the others', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  let calls = 0
  channel.onSend = () => {
    calls++
    throw new Unauthorized('secret wrong', { afterMs: 3_600_000 })
  }
  await channel.hub.receive(inbound({ eventKey: 'a' }))
  hub.start()
  await outgoing(hub, (candidate) => candidate.delivery?.code === 'KH_ERR_DELIVERY_UNAUTHORIZED')
  await channel.hub.receive(inbound({ eventKey: 'b', sender: { id: 'bob' } }))
  for (;;) {
    const waiting = await hub.store.messages.findOne({ direction: 'out', thread: 'shop:bob' }).lean()
    if (waiting?.due !== undefined && waiting.due.getTime() > Date.now() + 1_000_000) {
      t.match(waiting.delivery, { state: 'due', attempts: 0 })
      break
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.equal(calls, 1)
})

t.test('no more is sent than the reply window allows, and the next message opens it again', async (t) => {
  const reopens = { zh: '客户再次发送消息', en: 'the customer writes again' }
  const chatty = createTestFeature('answer', (turn) => { for (let n = 0; n < 3; n++) turn.reply({ type: 'text', text: String(n) }) })
  const channel = createTestChannel({ replyWindows: [{ trigger: 'message', sends: 2, durationMs: 1e12, reopens }] })
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'chatty', module: chatty }] })
  await channel.hub.receive(inbound({ eventKey: 'a' }))
  hub.start()
  const third = async () => await hub.store.messages.findOne({ direction: 'out', 'content.text': '2', dead: { $exists: true } }).lean()
  while (await third() === null) await new Promise((resolve) => setImmediate(resolve))
  t.equal(channel.sent.length, 2)
  t.match((await third())?.delivery, { state: 'failed', code: 'KH_ERR_DELIVERY_WINDOW_CLOSED' })
  await channel.hub.receive(inbound({ eventKey: 'b', sentAt: new Date() }))
  await channel.taken(4)
  t.pass('two more after the customer wrote again')
})

t.test('a channel\'s rate is kept by waiting, not by failing', async (t) => {
  const channel = createTestChannel({ rate: { sends: 2, perMs: 300 } })
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'echo', module: echo }] })
  const times: number[] = []
  channel.onSend = () => {
    times.push(Math.floor(Date.now() / 300))
    return {}
  }
  await Promise.all(Array.from({ length: 7 }, (_, index) => channel.hub.receive(inbound({ eventKey: `k${index}`, sender: { id: `c${index}` } }))))
  hub.start()
  await channel.taken(7)
  // One more than the rate may slip from one window into the next between the count and the send.
  for (const window of new Set(times)) t.ok(times.filter((time) => time === window).length <= 4)
  t.ok(new Set(times).size >= 3)
})

t.test('a message whose process died while sending is sent once more, and that is logged', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  await channel.hub.receive(inbound())
  let isSending: () => void = () => {}
  const sending = new Promise<void>((resolve) => { isSending = resolve })
  channel.onSend = async () => {
    isSending()
    return await new Promise(() => {})
  }
  hub.start()
  await sending
  // What kill -9 leaves behind: the claim, and a lease that nobody renews.
  const [left] = await hub.store.messages.find({ direction: 'out' }).lean()
  t.match(left?.delivery, { state: 'sending', attempts: 1, claim: String })
  const next = createTestChannel()
  const other = await createTestHub(t, { store: hub.testStore, role: 'worker', plugins: [{ id: 'shop', module: next.definition as never }] })
  await hub.store.threads.updateOne({ _id: 'shop:alice' }, { $set: { lease: { owner: 'the dead one', until: new Date(0) } } })
  other.start()
  await next.taken(1)
  t.match(await outgoing(other, (candidate) => candidate.delivery?.state === 'sent'), { delivery: { repeated: true } }, 'and marked for agents')
  t.match(await other.waitForLog('was in flight when its process ended; sent again, the customer may see it twice'), { message: left?._id })
})

t.test('receipts move a message on, in whatever order they come', async (t) => {
  const { channel, hub } = await createEchoHub(t)
  await channel.hub.receive(inbound())
  hub.start()
  const { delivery } = await outgoing(hub, (candidate) => candidate.delivery?.state === 'sent')
  const externalId = delivery?.externalId ?? ''
  const state = async () => (await outgoing(hub, () => true)).delivery?.state
  await channel.hub.receipt({ externalId, state: 'read', at: new Date() })
  t.equal(await state(), 'read')
  await channel.hub.receipt({ externalId, state: 'delivered', at: new Date() })
  t.equal(await state(), 'read', 'a late receipt takes nothing back')
  await channel.hub.receipt({ externalId: 'unknown', state: 'read', at: new Date() })
})
