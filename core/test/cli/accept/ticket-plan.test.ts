import t from 'tap'
import { planTicket, type TicketTypeView } from '../../../src/cli/accept/ticket-plan.js'

const title = { zh: '一', en: 'one' }
const status = (id: string, state: TicketTypeView['statuses'][number]['state'], tellsCustomer = false) => ({ id, title, state, tellsCustomer })

const GENERAL: TicketTypeView = { id: 'general', title, fields: [], statuses: [status('new', 'new'), status('open', 'in-progress'), status('done', 'solved')] }
const REFUND: TicketTypeView = {
  id: 'refund',
  title,
  fields: [
    { name: 'order', type: 'text', required: true },
    { name: 'amount', type: 'number', required: true },
    { name: 'urgent', type: 'boolean', required: true },
    { name: 'on', type: 'date', required: true },
    { name: 'why', type: 'choice', required: true, choices: ['late', 'broken'] },
    { name: 'note', type: 'text', required: false }
  ],
  statuses: [status('asked', 'new'), status('checked', 'in-progress'), status('paid', 'solved', true), status('booked', 'solved', true)]
}

t.test('takes a type of whose progress customers are told, and the state that tells', async (t) => {
  const plan = planTicket([GENERAL, REFUND], {})
  t.match(plan, { type: { id: 'refund' }, state: 'solved', isTold: true })
  t.equal(plan?.goesAt, undefined)
  t.strictSame(Object.keys(plan?.fields ?? {}), ['order', 'amount', 'urgent', 'on', 'why'])
  t.equal(plan?.fields['why'], 'late')
})

t.test('takes what the target takes', async (t) => {
  t.match(planTicket([GENERAL, REFUND], { types: ['general'] }), { type: { id: 'general' }, state: 'in-progress', isTold: false })
  t.equal(planTicket([GENERAL, REFUND], { types: ['other'] }), undefined)
})

t.test('brings a ticket to the status at which it goes', async (t) => {
  t.match(planTicket([REFUND], { from: ['checked'] }), { goesAt: 'checked', state: 'solved' })
  t.equal(planTicket([REFUND], { from: ['asked'] })?.goesAt, undefined, 'the first one needs no change')
  t.equal(planTicket([REFUND], { from: ['other'] }), undefined)
})

t.test('a state counts by its first status, as the hub takes that', async (t) => {
  const statuses = [status('new', 'new'), status('silent', 'solved'), status('told', 'solved', true)]
  t.match(planTicket([{ ...GENERAL, statuses }], {}), { state: 'solved', isTold: false })
  t.equal(planTicket([{ ...GENERAL, statuses: [status('only', 'new', true)] }], {}), undefined, 'it cannot be moved anywhere')
})
