import t from 'tap'
import { isOpen, openWindow, shut, spend } from '../../src/pipeline/reply-window.js'

const reopens = { zh: '客户再次发送消息', en: 'the customer writes again' }
const windows = [
  { trigger: 'message', sends: 5, durationMs: 48 * 3_600_000, reopens },
  { trigger: 'menu', sends: 3, durationMs: 60_000, reopens }
]

t.test('a trigger sets the count of its window and a deadline', async (t) => {
  t.same(openWindow(undefined, windows, 'message', 1000), { trigger: 'message', until: new Date(1000 + 48 * 3_600_000), remaining: 5 })
})

t.test('a later trigger resets the count and keeps the later deadline', async (t) => {
  const first = openWindow(undefined, windows, 'message', 0)
  t.same(openWindow(first, windows, 'menu', 5000), { trigger: 'menu', until: new Date(48 * 3_600_000), remaining: 3 })
})

t.test('what opens nothing leaves the window as it is', async (t) => {
  const current = openWindow(undefined, windows, 'menu', 0)
  t.equal(openWindow(current, windows, 'view', 10), current)
  t.equal(openWindow(current, windows, undefined, 10), current)
  t.equal(openWindow(undefined, windows, undefined, 10), undefined)
})

t.test('a window is open while both sends and time are left', async (t) => {
  const window = openWindow(undefined, windows, 'menu', 0)
  t.equal(isOpen(window, windows, 59_999), true)
  t.equal(isOpen(window, windows, 60_000), false)
  t.equal(isOpen(undefined, windows, 0), false, 'nothing opened it yet')
  t.equal(isOpen(undefined, [], 0), true, 'a channel without windows is always open')
})

t.test('each send takes one away and none goes below zero', async (t) => {
  let state = { window: { trigger: 'menu', until: new Date(60_000), remaining: 2 } }
  state = spend(state) as typeof state
  t.equal(state.window.remaining, 1)
  state = spend(spend(state)) as typeof state
  t.equal(state.window.remaining, 0)
  t.equal(isOpen(state.window, windows, 0), false)
  t.same(spend({}), {})
})

t.test('the platform\'s no shuts the window at once', async (t) => {
  t.match(shut({ window: { trigger: 'message', until: new Date(9), remaining: 4 } }), { window: { remaining: 0 } })
  t.same(shut({}), {})
})
