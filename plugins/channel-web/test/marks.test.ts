import t from 'tap'
import type { ThreadMessage } from '@kefuhub/contract'
import { connect, openHub, openVisit, PAGE, stored, type Widget } from './stand.js'

const NOW = Date.UTC(2026, 0, 1)
const sent = (id: string, atMs: number, state: 'sending' | 'sent' | 'delivered' | 'read' = 'sent'): ThreadMessage => stored(id, atMs, { delivery: { state, attempts: 1 } })

/** Has everything said before been taken. */
const settle = async (widget: Widget): Promise<void> => {
  widget.say({ kind: 'resume' })
  while ((await widget.next()).kind !== 'history');
}

t.test('a channel whose widgets tell what arrived and what was seen says so', async (t) => {
  t.strictSame((await openHub(t)).capabilities?.receipts, ['delivered', 'read'])
})

t.test('what a widget has received and the visitor has seen is told for every message up to there', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  hub.threads.set(visitor, [
    sent('m1', NOW), sent('old', NOW + 1, 'read'), stored('own', NOW + 2, { direction: 'in' }), sent('m2', NOW + 3, 'delivered'), sent('m3', NOW + 4)
  ])
  const widget = await connect(t, hub, cookie)
  widget.say({ kind: 'resume' })
  await widget.next()
  widget.say({ kind: 'delivered', upTo: { at: NOW + 3, id: 'm2' } })
  await settle(widget)
  t.strictSame(hub.receipts[0], { externalId: 'm1', state: 'delivered', at: new Date(NOW) })
  t.strictSame([...new Set(hub.receipts.map(({ externalId }) => externalId))], ['m1'], 'not again what is told, and not what came later')

  const before = hub.receipts.length
  widget.say({ kind: 'read', upTo: { at: NOW + 4, id: 'm3' } })
  widget.say({ kind: 'read', upTo: { at: NOW, id: 'm1' } })
  widget.say({ kind: 'typing', isTyping: false })
  await settle(widget)
  const told = hub.receipts.slice(before).filter(({ state }) => state === 'read').map(({ externalId }) => externalId)
  t.strictSame([...new Set(told)], ['m1', 'm2', 'm3'], 'reading goes on only')
})

t.test('what was seen before the hub knew that it had sent it is told again', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  hub.threads.set(visitor, [sent('m1', NOW, 'sending')])
  const widget = await connect(t, hub, cookie)
  await settle(widget)
  widget.say({ kind: 'read', upTo: { at: NOW, id: 'm1' } })
  widget.say({ kind: 'read', upTo: { at: NOW, id: 'm1' } })
  await settle(widget)
  hub.threads.set(visitor, [sent('m1', NOW)])
  const before = hub.receipts.length
  await settle(widget)
  await settle(widget)
  t.ok(hub.receipts.length > before)
  t.strictSame([...new Set(hub.receipts.map(({ externalId, state }) => `${externalId} ${state}`))], ['m1 read'])
  hub.threads.set(visitor, [sent('m1', NOW, 'read')])
  await settle(widget)
  await settle(widget)
  const after = hub.receipts.length
  await settle(widget)
  t.equal(hub.receipts.length, after, 'until it is known')
})

t.test('earlier messages that are shown are told too', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  hub.threads.set(visitor, Array.from({ length: 60 }, (_, index) => sent(`m${String(index).padStart(2, '0')}`, NOW + index)))
  const widget = await connect(t, hub, cookie)
  await settle(widget)
  widget.say({ kind: 'read', upTo: { at: NOW + 59, id: 'm59' } })
  await settle(widget)
  t.notOk(hub.receipts.some(({ externalId }) => externalId === 'm00'))
  widget.say({ kind: 'earlier', before: { at: NOW + 10, id: 'm10' } })
  await widget.next()
  await settle(widget)
  t.ok(hub.receipts.some(({ externalId }) => externalId === 'm00'))
})

t.test('nobody marks what stands in another visitor\'s thread, over either way', async (t) => {
  const hub = await openHub(t)
  const [one, two] = [await openVisit(hub), await openVisit(hub)]
  hub.threads.set(one.visitor, [sent('secret', NOW)])
  hub.threads.set(two.visitor, [sent('mine', NOW - 1000)])
  const widget = await connect(t, hub, two.cookie)
  await settle(widget)
  for (const kind of ['delivered', 'read'] as const) {
    for (const upTo of [{ at: NOW, id: 'secret' }, { at: 8e15, id: 'secret' }]) {
      widget.say({ kind, upTo })
      t.equal((await hub.inject({ method: 'POST', url: '/web/shop/calls', headers: { origin: PAGE, cookie: two.cookie }, payload: { kind, upTo } })).statusCode, 204)
    }
  }
  await settle(widget)
  t.strictSame([...new Set(hub.receipts.map(({ externalId }) => externalId))], ['mine'])
})

t.test('where WebSocket is blocked a call marks the same', async (t) => {
  const hub = await openHub(t)
  const { cookie, visitor } = await openVisit(hub)
  hub.threads.set(visitor, [sent('m1', NOW), sent('m2', NOW + 1, 'read'), sent('m3', NOW + 2)])
  const response = await hub.inject({ method: 'POST', url: '/web/shop/calls', headers: { origin: PAGE, cookie }, payload: { kind: 'read', upTo: { at: NOW + 1, id: 'm2' } } })
  t.equal(response.statusCode, 204)
  t.strictSame(hub.receipts, [{ externalId: 'm1', state: 'read', at: new Date(NOW) }])
})
