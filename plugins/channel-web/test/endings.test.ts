import t from 'tap'
import type { ConversationView } from '@kefuhub/contract'
import type { FakeHub } from '@kefuhub/contract/testing'
import { connect, openHub, openVisit, PAGE, stored } from './stand.js'

const NOW = Date.UTC(2026, 0, 1)
const DAY_MS = 86_400_000

function conversation (visitor: string, id = 'c1', atMs = NOW, channel = 'shop'): ConversationView {
  const at = new Date(atMs)
  return { id, channel, thread: `${channel}:${visitor}`, contact: 'k1', state: 'closed', tags: [], unread: false, startedAt: at, lastMessageAt: at, closedAt: at }
}
const close = async (hub: FakeHub, ...args: Parameters<typeof conversation>): Promise<void> => {
  for (const { error } of await hub.emit('conversation.closed', { conversation: conversation(...args) })) if (error !== undefined) throw error
}
const call = async (hub: FakeHub, cookie: string, payload: object) => (await hub.inject({ method: 'POST', url: '/web/shop/calls', headers: { origin: PAGE, cookie }, payload })).json()

t.test('a visitor hears that the conversation has ended, at once and at the next visit', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  widget.say({ kind: 'resume' })
  t.strictSame(await widget.next(), { kind: 'history', messages: [], hasMore: false })
  await close(hub, visitor)
  const ended = { conversation: 'c1', at: NOW, canRate: true }
  t.strictSame(await widget.next(), { kind: 'ended', ended })

  const later = await connect(t, hub, cookie)
  later.say({ kind: 'resume' })
  t.strictSame(await later.next(), { kind: 'history', messages: [], hasMore: false, ended })
  later.say({ kind: 'resume' })
  t.strictSame(await later.next(), { kind: 'history', messages: [], hasMore: false }, 'once in a connection')

  const other = await connect(t, hub, (await openVisit(hub)).cookie)
  other.say({ kind: 'resume' })
  t.strictSame(await other.next(), { kind: 'history', messages: [], hasMore: false })
})

t.test('what ended elsewhere, earlier or twice changes nothing, and after a week nobody asks', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  const endedOf = async (): Promise<unknown> => {
    const widget = await connect(t, hub, cookie)
    widget.say({ kind: 'resume' })
    const answer = await widget.next()
    return answer.kind === 'history' ? answer.ended : undefined
  }
  await close(hub, visitor, 'c0', NOW, 'other')
  t.equal(await endedOf(), undefined)
  await close(hub, visitor, 'c2')
  await close(hub, visitor, 'c1', NOW - 1000)
  await close(hub, visitor, 'c2')
  t.match(await endedOf(), { conversation: 'c2', canRate: true })
  hub.clock.advance(7 * DAY_MS)
  t.match(await endedOf(), { conversation: 'c2', canRate: false })
})

t.test('a rating is an event of the thread that opens no conversation, once', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  await close(hub, visitor)
  const widget = await connect(t, hub, cookie)
  widget.say({ kind: 'rate', conversation: 'c1', score: 5, comment: ' 很好 ' })
  t.strictSame([await widget.next(), await widget.next()], [{ kind: 'rated', conversation: 'c1' }, { kind: 'rated', conversation: 'c1' }], 'the answer, and what all widgets of the visitor hear')
  t.match(hub.received, [{
    eventKey: `${visitor}:rating:c1`,
    sender: { id: visitor },
    about: 'c1',
    content: { type: 'event', name: 'rating', data: { score: '5', comment: '很好', conversation: 'c1' } }
  }])
  t.equal(hub.received[0]?.trigger, undefined)
  t.match(await call(hub, cookie, { kind: 'rate', conversation: 'c1', score: 1 }), { kind: 'rated' })
  t.equal(hub.received.length, 1)
  const later = await connect(t, hub, cookie)
  later.say({ kind: 'resume' })
  t.match(await later.next(), { ended: { conversation: 'c1', canRate: false } })
})

t.test('an agent may ask earlier, by a card', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  const card = { type: 'card' as const, kind: 'rating', title: '请评价' }
  hub.threads.set(visitor, [stored('m1', NOW, { conversation: 'c7', content: card }), stored('m2', NOW + 1, { content: card })])
  t.match(await call(hub, cookie, { kind: 'resume' }), { messages: [{ content: { type: 'rating', text: '请评价', conversation: 'c7' } }, { content: { type: 'card', title: '请评价' } }] })
  t.match(await call(hub, cookie, { kind: 'rate', conversation: 'c7', score: 4 }), { kind: 'rated', conversation: 'c7' })
  t.strictSame(hub.received[0]?.content, { type: 'event', name: 'rating', data: { score: '4', conversation: 'c7' } })
})

t.test('nobody rates another visitor\'s conversation, beyond the scale, too long or too often', async (t) => {
  const hub = await openHub(t, { messagesPerMinute: 6 })
  const [one, two] = [await openVisit(hub), await openVisit(hub)]
  await close(hub, one.visitor)
  t.match(await call(hub, two.cookie, { kind: 'rate', conversation: 'c1', score: 5 }), { kind: 'refused', conversation: 'c1', code: 'WEB_ERR_CALL' })
  for (const bad of [{ score: 0 }, { score: 6 }, { score: 1.5 }, { score: '5' }, { score: 5, comment: 'x'.repeat(1001) }, { score: 5, conversation: '' }, { score: 5, conversation: 'a b' }]) {
    t.match(await call(hub, one.cookie, { kind: 'rate', conversation: 'c1', ...bad }), { kind: 'refused', code: 'WEB_ERR_CALL' }, JSON.stringify(bad).slice(0, 40))
  }
  t.strictSame(hub.received, [])
  for (let count = 0; count < 6; count++) await call(hub, one.cookie, { kind: 'rate', conversation: 'c1', score: 5, comment: 'x'.repeat(1000) })
  t.match(await call(hub, one.cookie, { kind: 'rate', conversation: 'c1', score: 5 }), { kind: 'refused', conversation: 'c1', code: 'WEB_ERR_RATE' })
})

t.test('a shop that asks for no rating gets none', async (t) => {
  const hub = await openHub(t, { rating: false })
  const { cookie, visitor } = await openVisit(hub)
  const widget = await connect(t, hub, cookie)
  widget.say({ kind: 'resume' })
  await widget.next()
  await close(hub, visitor)
  t.match(await widget.next(), { kind: 'ended', ended: { canRate: false } })
  t.match(await call(hub, cookie, { kind: 'rate', conversation: 'c1', score: 5 }), { kind: 'refused' })
  hub.threads.set(visitor, [stored('m1', NOW, { conversation: 'c1', content: { type: 'card', kind: 'rating', title: '请评价' } })])
  t.match(await call(hub, cookie, { kind: 'resume' }), { messages: [{ content: { type: 'card' } }] })
})
