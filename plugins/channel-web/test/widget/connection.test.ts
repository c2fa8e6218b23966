import { mock } from 'node:test'
import t from 'tap'
import type { Opened, ToHub } from '../../src/wire.js'
import { makeConnection, type SessionOutcome, type Status } from '../../widget/connection.js'
import type { LinkEvents } from '../../widget/link.js'

const history = { kind: 'history' as const, messages: [], hasMore: false }
const opened = { opened: { visitorKey: 'k' } as Opened }

/** A hub and a browser that do what the test says. */
function makeStand (outcomes: SessionOutcome[] = []) {
  const links: Array<LinkEvents & { kind: string, isClosed: boolean, sent: ToHub[] }> = []
  const statuses: Status[] = []
  let sessions = 0
  let wake = (): void => {}
  const open = (kind: string) => (events: LinkEvents) => {
    const link = { ...events, kind, isClosed: false, sent: [] as ToHub[] }
    links.push(link)
    return { send: (call: ToHub) => { link.sent.push(call) }, close: () => { link.isClosed = true } }
  }
  const connection = makeConnection({
    openSession: async () => { sessions++; return outcomes.shift() ?? opened },
    openSocket: open('socket'),
    openEvents: open('events'),
    onWake: (listener) => { wake = listener }
  }, {
    onOpened: () => {},
    onStatus: (status) => { statuses.push(status) },
    onCall: () => {},
    makeResume: () => ({ kind: 'resume' })
  })
  const link = () => links.at(-1) as typeof links[number]
  return { connection, links, link, statuses, wake: () => wake(), sessions: () => sessions }
}

/** Lets promises settle, and time pass. */
async function pass (ms = 0): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  mock.timers.tick(ms)
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

t.beforeEach(() => { mock.timers.enable({ apis: ['setTimeout', 'setInterval'] }) })
t.afterEach(() => { mock.timers.reset() })

t.test('nothing goes out before the start; then the visit is opened and the thread asked for', async (t) => {
  const stand = makeStand()
  await pass(60_000)
  t.equal(stand.sessions(), 0)
  t.equal(stand.connection.send({ kind: 'typing', isTyping: true }), false)
  stand.connection.start()
  await pass()
  stand.link().onOpen()
  t.strictSame(stand.link().sent, [{ kind: 'resume' }])
  t.strictSame(stand.statuses, ['connecting', 'open'])
  stand.link().onCall(history)
  t.equal(stand.connection.send({ kind: 'typing', isTyping: true }), true)
  await pass(25_000)
  t.equal(stand.link().sent.length, 3, 'it asks for news by itself')
})

t.test('a link that breaks is opened again with the same visit, later each time', async (t) => {
  const stand = makeStand()
  stand.connection.start()
  await pass()
  stand.link().onOpen()
  stand.link().onCall(history)
  for (const mostMs of [500, 1000]) {
    const before = stand.links.length
    stand.link().onClose()
    t.equal(stand.statuses.at(-1), 'lost')
    await pass(mostMs / 2 - 1)
    t.equal(stand.links.length, before)
    await pass(mostMs / 2 + 1)
    t.equal(stand.links.length, before + 1)
    stand.link().onOpen()
  }
  t.equal(stand.sessions(), 2, 'a link that gave no answer may be for want of a visit')
})

t.test('where sockets never open, events are used', async (t) => {
  const stand = makeStand()
  stand.connection.start()
  await pass()
  for (let count = 0; count < 2; count++) {
    stand.link().onClose()
    await pass(2000)
  }
  t.strictSame(stand.links.map(({ kind }) => kind), ['socket', 'socket', 'events'])
  stand.link().onClose()
  await pass(5000)
  t.equal(stand.link().kind, 'socket', 'and sockets again when events fail too')
})

t.test('a link that does not answer is dead', async (t) => {
  const stand = makeStand()
  stand.connection.start()
  await pass()
  stand.link().onOpen()
  await pass(10_000)
  t.equal(stand.links[0]?.isClosed, true)
  t.ok(stand.statuses.includes('lost'))
})

t.test('a page that is refused waits for the visitor, a failure does not', async (t) => {
  const stand = makeStand([{ isRefused: false }, { isRefused: true }])
  stand.connection.start()
  await pass()
  t.equal(stand.statuses.at(-1), 'lost')
  await pass(500)
  t.equal(stand.statuses.at(-1), 'refused')
  await pass(120_000)
  t.equal(stand.sessions(), 2)
  stand.wake()
  await pass()
  stand.link().onOpen()
  t.equal(stand.statuses.at(-1), 'open')
  stand.connection.start()
  stand.wake()
  t.equal(stand.link().sent.length, 2, 'who comes back looks for news')
})

t.test('a user token that has ended leaves the cookie one attempt', async (t) => {
  const stand = makeStand([opened, { isRefused: true }, { isRefused: true }])
  stand.connection.start()
  await pass()
  stand.link().onClose()
  await pass(500)
  t.equal(stand.links.length, 2)
  stand.link().onClose()
  await pass(1000)
  t.equal(stand.statuses.at(-1), 'refused')
})
