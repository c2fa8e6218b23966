import t from 'tap'
import { ticketsRequest, toTicketFilters, toTicketPath, toTicketSearch, toTicketView } from '../../web/tickets/address.js'

const NOW_MS = Date.UTC(2026, 0, 5, 9)

t.test('list and filters are read from the address; what is none is not there', async (t) => {
  t.equal(toTicketView('?view=overdue'), 'overdue')
  t.equal(toTicketView(''), 'mine')
  t.equal(toTicketView('?view=toString'), 'mine')
  t.strictSame(toTicketFilters('?view=all&type=refund&state=new&group=&nonsense=1'), { type: 'refund', state: 'new' })
})

t.test('an address leads back to the same place', async (t) => {
  const filters = { state: 'on-hold' as const, type: '退货 & 换货', group: 'g1', assignee: 'a1' }
  const search = toTicketSearch('open', filters)
  t.equal(toTicketView(search), 'open')
  t.strictSame(toTicketFilters(search), filters)
  const { assignee: _, ...others } = filters
  t.strictSame(toTicketFilters(toTicketSearch('mine', filters)), others, 'mine are mine')
  t.equal(toTicketPath('a/b'), '/tickets/a%2Fb')
})

t.test('lists are asked for page by page, those by time up to a time', async (t) => {
  t.equal(ticketsRequest('mine', {}, NOW_MS), '/tickets?view=mine&limit=50')
  t.equal(ticketsRequest('all', { type: 'refund' }, NOW_MS, 'c1'), '/tickets?type=refund&cursor=c1&limit=50')
  t.equal(ticketsRequest('overdue', {}, NOW_MS), '/tickets?dueBefore=2026-01-05T09%3A00%3A00.000Z&limit=50')
  t.equal(ticketsRequest('due', { state: 'new' }, NOW_MS), '/tickets?dueBefore=2026-01-06T09%3A00%3A00.000Z&state=new&limit=50')
})
