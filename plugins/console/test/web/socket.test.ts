import { mock } from 'node:test'
import t, { type Test } from 'tap'
import type { LiveCall, LiveNews } from '../../web/api/types.js'
import type { LinkEvents } from '../../web/live/link.js'
import { LiveSocket, type LiveState } from '../../web/live/socket.js'

t.beforeEach((t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  // In the middle of the jitter: every wait is exactly as long as it is meant to be.
  t.intercept(Math, 'random', { value: () => 0.5 })
})
t.afterEach(() => { mock.timers.reset() })

/** A hub and a browser that do what the test says. */
function open (t: Test) {
  const links: Array<LinkEvents & { isClosed: boolean, sent: LiveCall[], tell: (news: LiveNews) => void }> = []
  const news: LiveNews[] = []
  const states: LiveState[] = []
  const wakers = new Set<() => void>()
  let signedOut = 0
  const socket = new LiveSocket({
    open: (events) => {
      const link = { ...events, isClosed: false, sent: [] as LiveCall[], tell: (told: LiveNews) => { events.onText(JSON.stringify(told)) } }
      links.push(link)
      return { send: (said) => { link.sent.push(JSON.parse(said)) }, close: () => { link.isClosed = true } }
    },
    onWake: (listener) => {
      wakers.add(listener)
      return () => { wakers.delete(listener) }
    },
    onNews: (told) => { news.push(told) },
    onState: (state) => { states.push(state) },
    onSignedOut: () => { signedOut++ }
  })
  t.teardown(() => { socket.close() })
  const wake = (): void => { for (const listener of wakers) listener() }
  return { socket, links, link: () => links.at(-1) as typeof links[number], news, states, wake, wakers, signedOut: () => signedOut }
}

t.test('it is on when the hub is ready; beats are nothing to tell', async (t) => {
  const { links, link, news, states } = open(t)
  t.strictSame(states, ['connecting'])
  link().tell({ kind: 'ready' })
  link().tell({ kind: 'beat' })
  link().tell({ kind: 'agents', items: [] })
  t.strictSame(states, ['connecting', 'on'])
  t.strictSame(news, [{ kind: 'ready' }, { kind: 'agents', items: [] }])
  t.equal(links.length, 1)
})

t.test('a connection that is lost comes back after 0.5, 1, 2, 4 and then every 8 s', async (t) => {
  const { links, link, states } = open(t)
  link().tell({ kind: 'ready' })
  for (const waitMs of [500, 1000, 2000, 4000, 8000, 8000]) {
    const before = links.length
    link().onClose(1006)
    mock.timers.tick(waitMs - 1)
    t.equal(links.length, before)
    mock.timers.tick(1)
    t.equal(links.length, before + 1, `after ${waitMs} ms`)
  }
  t.equal(states.at(-1), 'away')
  link().tell({ kind: 'ready' })
  t.equal(states.at(-1), 'on')
  link().onClose(1006)
  mock.timers.tick(500)
  t.equal(links.length, 8, 'patience begins anew')
})

t.test('waits differ a little, so that not all consoles come at once', async (t) => {
  for (const [random, waitMs] of [[0, 375], [0.999, 625]] as const) {
    t.intercept(Math, 'random', { value: () => random })
    const { links, link } = open(t)
    link().onClose(1006)
    mock.timers.tick(waitMs - 2)
    t.equal(links.length, 1)
    mock.timers.tick(2)
    t.equal(links.length, 2)
  }
})

t.test('25 s without a word and the line is dead, whatever the browser believes', async (t) => {
  const { links, link, states } = open(t)
  link().tell({ kind: 'ready' })
  for (let beat = 0; beat < 4; beat++) {
    mock.timers.tick(24_900)
    link().tell({ kind: 'beat' })
  }
  t.equal(links.length, 1)
  mock.timers.tick(25_000)
  t.equal(links[0]?.isClosed, true)
  t.equal(states.at(-1), 'away')
  mock.timers.tick(500)
  t.equal(links.length, 2)
  mock.timers.tick(25_000)
  mock.timers.tick(1000)
  t.equal(links.length, 3, 'one that never becomes ready is given up as well')
})

t.test('what a connection says that was given up is not heard', async (t) => {
  const { links, news } = open(t)
  mock.timers.tick(25_000)
  mock.timers.tick(500)
  t.equal(links.length, 2)
  links[0]?.tell({ kind: 'ready' })
  links[0]?.onClose(1006)
  t.strictSame(news, [])
  mock.timers.tick(10_000)
  t.equal(links.length, 2)
})

t.test('when the network or the person is back it comes back at once, once', async (t) => {
  const { links, link, wake } = open(t)
  wake()
  t.equal(links.length, 1, 'it connects already')
  for (let round = 0; round < 5; round++) {
    link().onClose(1006)
    mock.timers.tick(100)
    wake()
    t.equal(links.length, round + 2)
  }
  mock.timers.tick(20_000)
  t.equal(links.length, 6, 'the wait was called off')
})

t.test('the conversation on screen is named again after every reconnect', async (t) => {
  const { socket, link } = open(t)
  socket.watch('c')
  link().sent.length = 0
  link().tell({ kind: 'ready' })
  t.strictSame(link().sent, [{ kind: 'watch', conversation: 'c' }])
  link().onClose(1006)
  socket.watch('d')
  socket.send({ kind: 'typing', conversation: 'd', isTyping: true })
  mock.timers.tick(500)
  link().tell({ kind: 'ready' })
  t.strictSame(link().sent, [{ kind: 'watch', conversation: 'd' }], 'what was typed while away is old')
  socket.watch(null)
  link().onClose(1006)
  mock.timers.tick(500)
  link().tell({ kind: 'ready' })
  t.strictSame(link().sent, [])
})

t.test('who is signed out does not come back', async (t) => {
  const { links, link, wake, wakers, signedOut } = open(t)
  link().tell({ kind: 'ready' })
  link().onClose(4401)
  t.equal(signedOut(), 1)
  t.equal(wakers.size, 0)
  wake()
  mock.timers.tick(60_000)
  t.equal(links.length, 1)
})

t.test('a socket that is closed stays closed', async (t) => {
  const { socket, links, link, wakers } = open(t)
  link().tell({ kind: 'ready' })
  socket.close()
  t.equal(links[0]?.isClosed, true)
  links[0]?.onClose(1000)
  mock.timers.tick(60_000)
  t.equal(links.length, 1)
  t.equal(wakers.size, 0)
})
