import { mock } from 'node:test'
import t, { type Test } from 'tap'
import { ApiError } from '../../web/api/api-error.js'
import type { Content, MediaRef, Message } from '../../web/api/types.js'
import { Outbox } from '../../web/live/outbox/outbox.js'
import { Box, makeMessage, settle } from './things.js'

t.beforeEach(() => { mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 0, 5) }) })
t.afterEach(() => { mock.timers.reset() })

const away = new ApiError('NETWORK', 'The hub does not answer.', 0)
const refused = new ApiError('KH_ERR_DELIVERY_UNSUPPORTED', 'No.', 422)
const text = (words: string): Content => ({ type: 'text', text: words })

/** A hub that answers as the test says. */
function open (t: Test, { storage = new Box(), me = 'me' } = {}) {
  const posts: Array<{ conversation: string, said: string, key: string, answer: (error?: unknown) => Promise<void> }> = []
  const uploads: Array<{ onProgress: (percent: number) => void, signal: AbortSignal, answer: (result: MediaRef | ApiError) => Promise<void> }> = []
  const sent: Array<[conversation: string, messages: readonly Message[]]> = []
  let newest: string | undefined
  const outbox = new Outbox(me, {
    storage,
    post: async (conversation, content, key) => await new Promise((resolve, reject) => {
      posts.push({
        conversation,
        said: content.type === 'text' ? content.text : content.type,
        key,
        async answer (error) {
          if (error === undefined) resolve([makeMessage(`m${posts.length}`, posts.length)])
          else reject(error)
          await settle()
        }
      })
    }),
    upload: async (_file, onProgress, signal) => await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => { reject(new ApiError('ABORTED', 'The upload was stopped.', 0)) })
      uploads.push({
        onProgress,
        signal,
        async answer (result) {
          if (result instanceof ApiError) reject(result)
          else resolve(result)
          await settle()
        }
      })
    }),
    onSent: (conversation, messages) => { sent.push([conversation, messages]) },
    newest: () => newest
  })
  const stop = outbox.start()
  t.teardown(stop)
  return {
    outbox,
    stop,
    storage,
    posts,
    uploads,
    sent,
    said: () => posts.map(({ said }) => said),
    last: () => posts.at(-1) as typeof posts[number],
    states: () => outbox.entries().map(({ state }) => state),
    see: (id: string) => { newest = id }
  }
}

const picture = new File(['x'], '图.png', { type: 'image/png' })

t.test('one message of a conversation goes at a time, in order; conversations do not wait for each other', async (t) => {
  const { outbox, said, posts, last, sent } = open(t)
  for (const words of ['一', '二', '三']) outbox.send('c', text(words))
  outbox.send('d', text('甲'))
  t.strictSame(said(), ['一', '甲'])
  await posts[0]?.answer()
  t.strictSame(said(), ['一', '甲', '二'])
  await last().answer()
  await last().answer()
  t.strictSame(said(), ['一', '甲', '二', '三'])
  await posts[1]?.answer()
  t.strictSame(outbox.entries(), [])
  t.strictSame(sent.map(([conversation]) => conversation), ['c', 'c', 'c', 'd'])
  t.equal(new Set(posts.map(({ key }) => key)).size, 4)
})

t.test('what the hub did not acknowledge is repeated under the same key, less and less often, and nothing overtakes it', async (t) => {
  const { outbox, posts, said, last, states } = open(t)
  outbox.send('c', text('一'))
  outbox.send('c', text('二'))
  const errors = [away, new ApiError('HTTP_502', 'Bad gateway', 502), new ApiError('KH_ERR_API_RATE_LIMITED', 'Slower.', 429), new ApiError('KH_ERR_API_UNAUTHORIZED', 'Who?', 401), away, away]
  for (const [index, waitMs] of [1000, 2000, 4000, 8000, 15_000, 15_000].entries()) {
    await last().answer(errors[index])
    t.strictSame(states(), ['waiting', 'waiting'])
    const before = posts.length
    mock.timers.tick(waitMs - 1)
    await settle()
    t.equal(posts.length, before)
    mock.timers.tick(1)
    await settle()
    t.equal(posts.length, before + 1, `after ${waitMs} ms`)
  }
  t.equal(new Set(posts.map(({ key }) => key)).size, 1)
  t.strictSame(new Set(said()), new Set(['一']))
  await last().answer()
  t.equal(last().said, '二')
  await last().answer(away)
  const before = posts.length
  mock.timers.tick(1000)
  await settle()
  t.equal(posts.length, before + 1, 'patience begins anew after a success')
})

t.test('a message written while another waits for the network does not go before it', async (t) => {
  const { outbox, said, last } = open(t)
  outbox.send('c', text('一'))
  await last().answer(away)
  outbox.send('c', text('二'))
  t.strictSame(said(), ['一'])
  outbox.hurry()
  t.strictSame(said(), ['一', '一'])
  await last().answer()
  t.strictSame(said(), ['一', '一', '二'])
})

t.test('a refusal stays with the agent and does not hold up the next', async (t) => {
  const { outbox, said, last, states } = open(t)
  outbox.send('c', text('一'))
  outbox.send('c', text('二'))
  await last().answer(refused)
  t.strictSame(said(), ['一', '二'])
  await last().answer()
  t.strictSame(states(), ['refused'])
  t.equal(outbox.entries()[0]?.error, refused)
  mock.timers.tick(60_000)
  await settle()
  t.equal(said().length, 2, 'it is not repeated by itself')

  const key = outbox.entries()[0]?.key ?? ''
  outbox.retry(key)
  t.strictSame([last().said, last().key], ['一', key])
  await last().answer(refused)
  outbox.discard(key)
  t.strictSame(outbox.entries(), [])
})

t.test('what is no answer of the hub at all is no reason to repeat it', async (t) => {
  const { outbox, last, states } = open(t)
  outbox.send('c', text('一'))
  await last().answer(new TypeError('a fault of the console'))
  t.strictSame(states(), ['refused'])
})

t.test('after a reload everything goes out in order and under its old key', async (t) => {
  const first = open(t)
  for (const words of ['一', '二']) first.outbox.send('c', text(words))
  first.outbox.send('d', text('不行'))
  await first.posts[1]?.answer(refused)
  first.stop()
  const second = open(t, { storage: first.storage })
  t.strictSame(second.said(), ['一'])
  t.equal(second.last().key, first.posts[0]?.key)
  await second.last().answer()
  t.strictSame(second.said(), ['一', '二'])
  await second.last().answer()
  t.strictSame(second.states(), ['refused'], 'what was refused still is')
  second.outbox.discard(second.outbox.entries()[0]?.key ?? '')
  t.strictSame([...first.storage.values], [], 'nothing is left behind')
})

t.test('each agent has an outbox of their own', async (t) => {
  const { outbox, storage, stop } = open(t)
  outbox.send('c', text('小林的'))
  stop()
  const other = open(t, { storage, me: 'other' })
  t.strictSame(other.outbox.entries(), [])
  t.strictSame(other.posts, [])
  t.equal(open(t, { storage }).outbox.entries().length, 1)
})

t.test('a storage that is full, or holds something else, costs only the memory of it', async (t) => {
  const storage = new Box()
  storage.setItem('kefuhub.outbox.me', '{')
  storage.isFull = true
  const { outbox, last } = open(t, { storage })
  outbox.send('c', text('一'))
  await last().answer()
  t.strictSame(outbox.entries(), [])
})

t.test('a file is uploaded, then sent; a repeat does not upload it again', async (t) => {
  const { outbox, uploads, said, last, posts } = open(t)
  outbox.sendFile('c', picture, 'image')
  outbox.sendFile('c', new File(['x'], '单.pdf', { type: 'application/pdf' }), 'file')
  outbox.send('c', text('看图'))
  uploads[0]?.onProgress(40)
  t.equal(outbox.entries()[0]?.percent, 40)
  t.strictSame(said(), [])
  await uploads[0]?.answer({ state: 'stored', id: 'f1' })
  t.strictSame(outbox.entries()[0]?.content, { type: 'image', media: { state: 'stored', id: 'f1' } })
  await last().answer(away)
  mock.timers.tick(1000)
  await settle()
  t.equal(uploads.length, 1)
  t.equal(posts[0]?.key, posts[1]?.key)
  await last().answer()
  await uploads[1]?.answer({ state: 'stored', id: 'f2' })
  t.strictSame(outbox.entries()[0]?.content, { type: 'file', media: { state: 'stored', id: 'f2' }, name: '单.pdf' })
  await last().answer()
  t.equal(last().said, '看图')
})

t.test('an upload that is taken back ends, and what comes behind it goes at once', async (t) => {
  const { outbox, uploads, said } = open(t)
  outbox.sendFile('c', picture, 'image')
  outbox.send('c', text('算了'))
  outbox.discard(outbox.entries()[0]?.key ?? '')
  t.equal(uploads[0]?.signal.aborted, true)
  await settle()
  t.strictSame(said(), ['算了'])
})

t.test('a reload loses the bytes of a file that was not uploaded, and says so', async (t) => {
  const first = open(t)
  first.outbox.sendFile('c', picture, 'image')
  first.outbox.send('c', text('看图'))
  first.stop()
  const { outbox, states, said } = open(t, { storage: first.storage })
  t.strictSame(states(), ['refused', 'sending'])
  t.strictSame(said(), ['看图'])
  outbox.retry(outbox.entries()[0]?.key ?? '')
  await settle()
  t.match(outbox.entries()[0], { state: 'waiting' }, 'its turn comes behind the text')
})

t.test('a file that is gone is refused again when it is tried again', async (t) => {
  const first = open(t)
  first.outbox.sendFile('c', picture, 'image')
  first.stop()
  const { outbox, states } = open(t, { storage: first.storage })
  outbox.retry(outbox.entries()[0]?.key ?? '')
  await settle()
  t.strictSame(states(), ['refused'])
  t.match(outbox.entries()[0]?.error, { code: 'FILE_LOST' })
})

t.test('leaving the page is at a risk while a file is on its way or the network is away', async (t) => {
  const { outbox, uploads, last } = open(t)
  t.equal(outbox.isAtRisk(), false)
  outbox.send('c', text('一'))
  t.equal(outbox.isAtRisk(), false, 'a reload sends it')
  await last().answer(away)
  t.equal(outbox.isAtRisk(), true)
  outbox.hurry()
  await last().answer(refused)
  t.equal(outbox.isAtRisk(), false, 'the agent has seen that')
  outbox.sendFile('c', picture, 'image')
  t.equal(outbox.isAtRisk(), true)
  await uploads[0]?.answer({ state: 'stored', id: 'f1' })
  t.equal(outbox.isAtRisk(), false)
})

t.test('an entry knows behind which message it was sent, and listeners hear of every change', async (t) => {
  const { outbox, see, last } = open(t)
  let changes = 0
  const stop = outbox.subscribe(() => { changes++ })
  see('m7')
  outbox.send('c', text('一'))
  t.equal(outbox.entries()[0]?.after, 'm7')
  t.equal(changes, 2)
  stop()
  await last().answer()
  t.equal(changes, 2)
})

t.test('an outbox that is stopped sends nothing more', async (t) => {
  const { outbox, last, posts, stop } = open(t)
  outbox.send('c', text('一'))
  outbox.send('c', text('二'))
  stop()
  await last().answer(away)
  mock.timers.tick(60_000)
  await settle()
  t.equal(posts.length, 1)
  t.equal(outbox.entries().length, 2)
})
