import t from 'tap'
import { concerns } from '../../web/notify/concern.js'
import { at, makeConversation } from './things.js'

const now = Date.parse(at(10))
const me = { id: 'me', groups: ['sales'] }
const wrote = { unread: true, last: { from: 'customer' as const, type: 'text' as const, text: '在吗' } }

t.test('an agent is called for their own customers, and for those who wait for anybody or their group', async (t) => {
  const { assignee: _, ...nobody } = makeConversation('c', 10, { ...wrote, state: 'waiting' })
  t.equal(concerns(makeConversation('c', 10, wrote), me, now), true)
  t.equal(concerns(makeConversation('c', 10, { ...wrote, assignee: 'other' }), me, now), false)
  t.equal(concerns(nobody, me, now), true)
  t.equal(concerns({ ...nobody, group: 'sales' }, me, now), true)
  t.equal(concerns({ ...nobody, group: 'service' }, me, now), false)
  t.equal(concerns({ ...nobody, state: 'bot' }, me, now), false, 'the bot answers')
})

t.test('nobody is called for what was read, was said by the house, or is old', async (t) => {
  t.equal(concerns(makeConversation('c', 10, { ...wrote, unread: false }), me, now), false)
  t.equal(concerns(makeConversation('c', 10, { ...wrote, last: { ...wrote.last, from: 'agent' } }), me, now), false)
  t.equal(concerns(makeConversation('c', 8, wrote), me, now), false)
  t.equal(concerns(makeConversation('c', 9, wrote), me, now), true, 'a minute is not old')
})
