import t from 'tap'
import type { Entry } from '../../web/live/outbox/entry.js'
import { isShown } from '../../web/workspace/conversation/pending.js'
import { makeMessage } from './things.js'

const entry: Entry = { key: 'k', conversation: 'c', content: { type: 'text', text: '您好，请稍等' }, at: '', state: 'sending', after: 'm1' }
const mine = (id: string, text: string) => makeMessage(id, 3, { direction: 'out', author: { kind: 'agent', id: 'agent:me' }, content: { type: 'text', text } })
const before = makeMessage('m1', 1)

t.test('what the hub made of an entry stands in the log in its place', async (t) => {
  t.equal(isShown(entry, [before], 'me'), false)
  t.equal(isShown(entry, [before, mine('m2', '您好，请稍等')], 'me'), true)
  t.equal(isShown(entry, [before, mine('m2', '您好，'), mine('m3', '请稍等')], 'me'), true, 'split')
  t.equal(isShown(entry, [before, mine('m2', '别的')], 'me'), false)
  t.equal(isShown(entry, [before, { ...mine('m2', '您好，请稍等'), author: { kind: 'agent', id: 'agent:other' } }], 'me'), false)
  t.equal(isShown(entry, [mine('m0', '您好，请稍等'), before], 'me'), false, 'said before')
  t.equal(isShown({ ...entry, state: 'waiting' }, [before, mine('m2', '您好，请稍等')], 'me'), false)
  const card: Entry = { ...entry, content: { type: 'card', kind: 'rating', title: '请评价' } }
  t.equal(isShown(card, [before, mine('m2', '请评价')], 'me'), false)
  t.equal(isShown(card, [before, { ...mine('m2', ''), content: { type: 'card', kind: 'rating', title: '请评价' } }], 'me'), true)
})
