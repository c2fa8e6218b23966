import t from 'tap'
import { isByTime, isListed, isOpenTicket, TICKET_STATES, TICKET_VIEWS, type TicketFilters } from '../../web/live/ticket-views.js'
import { makeTicket } from './things.js'

const viewsOf = (change: Parameters<typeof makeTicket>[2], filters: TicketFilters = {}): string[] =>
  TICKET_VIEWS.filter((view) => !isByTime(view) && isListed(makeTicket('1', 1, change), view, filters, 'me'))

t.test('each ticket is in the lists of its state and of whoever looks after it', async (t) => {
  t.strictSame(viewsOf({}), ['open', 'all'])
  t.strictSame(viewsOf({ assignee: 'me' }), ['mine', 'open', 'all'])
  t.strictSame(viewsOf({ assignee: 'other', state: 'on-hold' }), ['open', 'all'])
  t.strictSame(viewsOf({ assignee: 'me', state: 'solved' }), ['all'])
  t.strictSame(TICKET_STATES.filter((state) => isOpenTicket({ state })), ['new', 'in-progress', 'waiting-customer', 'on-hold'])
  t.strictSame(TICKET_VIEWS.filter(isByTime), ['due', 'overdue'])
})

t.test('a state that is asked for says more than a list', async (t) => {
  t.strictSame(viewsOf({ assignee: 'me', state: 'closed' }, { state: 'closed' }), ['mine', 'open', 'all'])
  t.strictSame(viewsOf({ assignee: 'me', state: 'new' }, { state: 'closed' }), [])
})

t.test('every filter narrows a list down', async (t) => {
  const change = { group: 'g1', assignee: 'me', contact: 'k1' } as const
  const fits: TicketFilters = { state: 'new', type: 'refund', group: 'g1', assignee: 'me', contact: 'k1' }
  t.strictSame(viewsOf(change, fits), ['mine', 'open', 'all'])
  for (const [name, value] of Object.entries({ state: 'on-hold', type: 'question', group: 'g2', assignee: 'other', contact: 'k2' })) {
    t.strictSame(viewsOf(change, { ...fits, [name]: value }), [], name)
  }
})
