import t from 'tap'
import { belongsTo, VIEWS, type Filters } from '../../web/live/views.js'
import { makeConversation } from './things.js'

const viewsOf = (change: Parameters<typeof makeConversation>[2]): string[] =>
  VIEWS.filter((view) => belongsTo(makeConversation('c', 1, change), view, {}, 'me'))

/** A conversation that nobody has. */
function unassigned (change: Parameters<typeof makeConversation>[2]) {
  const { assignee: _, ...others } = makeConversation('c', 1, change)
  return others
}

t.test('each conversation is in the tabs of its state', async (t) => {
  t.strictSame(viewsOf({ state: 'open' }), ['mine', 'all'])
  t.strictSame(viewsOf({ state: 'open', assignee: 'other' }), ['all'])
  t.strictSame(viewsOf({ state: 'closed' }), ['closed'])
  t.strictSame(viewsOf({ state: 'waiting', assignee: 'other' }), ['all'], 'waits for one agent only')
  const viewsOfUnassigned = (state: 'bot' | 'waiting' | 'closed') => VIEWS.filter((view) => belongsTo(unassigned({ state }), view, {}, 'me'))
  t.strictSame(viewsOfUnassigned('bot'), ['all'])
  t.strictSame(viewsOfUnassigned('waiting'), ['unassigned', 'all'])
  t.strictSame(viewsOfUnassigned('closed'), ['closed'])
})

t.test('every filter narrows a tab down', async (t) => {
  const conversation = makeConversation('c', 1, { tags: ['物流', '急'], group: 'sales' })
  const isIn = (filters: Filters): boolean => belongsTo(conversation, 'all', filters, 'me')
  const fits: Filters = { channel: 'site', tag: '急', assignee: 'me', group: 'sales', state: 'open' }
  t.ok(isIn(fits))
  for (const [name, value] of Object.entries({ channel: 'mp', tag: '售后', assignee: 'other', group: 'service', state: 'waiting' })) {
    t.notOk(isIn({ ...fits, [name]: value }), name)
  }
})
