import t from 'tap'
import { planTicket, planWord, type TicketTypeView } from '../../../src/cli/accept/ticket-plan.js'

const title = { zh: '一', en: 'one' }
const status = (id: string, state: TicketTypeView['statuses'][number]['state'], tellsCustomer = false, templates: string[] = []) => ({ id, title, state, tellsCustomer, templates })

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

t.test('finds the shortest way to a status of which a channel tells by a template, else to one that is told at all', async (t) => {
  const way = (plan: ReturnType<typeof planWord>) => ({ type: plan?.type.id, way: plan?.way.map(({ id }) => id).join(' '), hasTemplate: plan?.hasTemplate })
  const long: TicketTypeView = {
    id: 'long',
    title,
    fields: [],
    statuses: [
      { ...status('a', 'new', true), next: ['b', 'd'] },
      { ...status('b', 'on-hold'), next: ['a', 'c'] },
      { ...status('c', 'solved', true, ['shop']), next: [] },
      { ...status('d', 'in-progress'), next: ['b'] },
      status('never', 'closed', true, ['red'])
    ]
  }
  t.strictSame(way(planWord([GENERAL, REFUND, long], 'shop')), { type: 'long', way: 'a b c', hasTemplate: true })
  t.strictSame(way(planWord([REFUND, long], 'red')), { type: 'long', way: 'a', hasTemplate: false }, 'a status that no ticket gets to is none')
  t.strictSame(way(planWord([REFUND], 'shop')), { type: 'refund', way: 'asked paid', hasTemplate: false })
  t.equal(planWord([REFUND], 'shop')?.fields['why'], 'late')
  t.equal(planWord([GENERAL], 'shop'), undefined)
  t.equal(planWord([], 'shop'), undefined)
})
