import t from 'tap'
import { toTimeline } from '../../web/workspace/conversation/timeline.js'
import { makeActivity, makeMessage } from './things.js'

/** The lines in short: days as `-`, activities in brackets, messages that begin a group with `*`. */
const draw = (...[messages, activities = [], hasEarlier = false]: Partial<Parameters<typeof toTimeline>>): string =>
  toTimeline(messages ?? [], activities, hasEarlier)
    .map((line) => line.kind === 'day' ? '-' : line.kind === 'activity' ? `(${line.activity.id})` : line.isFirst ? `*${line.message.id}` : line.message.id)
    .join(' ')

t.test('messages and activities stand in order of time', async (t) => {
  t.equal(draw([makeMessage('a', 1), makeMessage('b', 5)], [makeActivity('n', 0), makeActivity('o', 3), makeActivity('p', 9)]), '- (n) *a (o) *b (p)')
  t.equal(draw([makeMessage('a', 1)], [makeActivity('n', 1)]), '- *a (n)', 'of one time: the message, then what was done about it')
  t.equal(draw([], [makeActivity('n', 1)]), '- (n)')
  t.equal(draw(), '')
})

t.test('each day begins with a line', async (t) => {
  const day = 24 * 60
  t.equal(draw([makeMessage('a', 1), makeMessage('b', 2), makeMessage('c', day), makeMessage('d', 3 * day)], [makeActivity('n', 2 * day)]), '- *a b - *c - (n) - *d')
  const lines = toTimeline([makeMessage('a', 1), makeMessage('b', day)], [], false)
  t.equal(new Set(lines.map(({ key }) => key)).size, 4)
})

t.test('activities before the first message that was read are left for earlier pages', async (t) => {
  t.equal(draw([makeMessage('a', 5)], [makeActivity('n', 1), makeActivity('o', 6)], true), '- *a (o)')
  t.equal(draw([makeMessage('a', 5)], [makeActivity('n', 1), makeActivity('o', 6)], false), '- (n) *a (o)')
})

t.test('messages of one author stand together until something else comes in between', async (t) => {
  const out = { direction: 'out' as const, author: { kind: 'agent' as const, id: 'agent:me', name: '小林' } }
  t.equal(draw([makeMessage('a', 1), makeMessage('b', 2), makeMessage('c', 3, out), makeMessage('d', 4, out)]), '- *a b *c d')
  t.equal(draw([makeMessage('a', 1), makeMessage('b', 4), makeMessage('c', 6)]), '- *a *b c', 'three minutes apart')
  t.equal(draw([makeMessage('a', 1, out), makeMessage('b', 2, { ...out, author: { ...out.author, id: 'agent:other' } })]), '- *a *b')
  t.equal(draw([makeMessage('a', 1), makeMessage('e', 2, { content: { type: 'event', name: 'visit' } }), makeMessage('b', 3)]), '- *a e *b')
  t.equal(draw([makeMessage('a', 1), makeMessage('b', 3)], [makeActivity('n', 2)]), '- *a (n) *b')
})
