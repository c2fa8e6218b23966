import t from 'tap'
import type { TicketField } from '../../web/api/types.js'
import { toFieldChanges, toFieldValues } from '../../web/tickets/field-values.js'
import { fromLocalTime, toLocalTime } from '../../web/tickets/local-time.js'

const field = (name: string, type: TicketField['type']): TicketField => ({ name, type, title: { zh: name, en: name }, required: false, maxLength: 1000 })
const FIELDS = [field('amount', 'number'), field('opened', 'boolean'), field('remark', 'text')]

t.test('what a form says nothing of is left out; false and nought are something', async (t) => {
  t.strictSame(toFieldValues(FIELDS, { amount: 0, opened: false, remark: '', other: 'x' }), { amount: 0, opened: false })
  t.strictSame(toFieldValues(FIELDS, { amount: null }), {})
})

t.test('only what differs is a change, and emptying is one', async (t) => {
  const kept = { amount: 9, opened: true, remark: 'x' }
  t.strictSame(toFieldChanges(FIELDS, kept, kept), {})
  t.strictSame(toFieldChanges(FIELDS, { amount: 9, opened: false, remark: '' }, kept), { opened: false, remark: null })
  t.strictSame(toFieldChanges(FIELDS, { amount: undefined }, {}), {}, 'nothing before and nothing now')
})

t.test('a time goes into a field and comes out of it, to the minute', async (t) => {
  const at = '2026-01-05T09:30:00.000Z'
  t.match(toLocalTime(at), /^2026-01-0\dT\d\d:\d\d$/)
  t.equal(fromLocalTime(toLocalTime(at)), at)
  t.equal(toLocalTime(undefined), '')
  for (const text of [undefined, '', 'soon']) t.equal(fromLocalTime(text), undefined)
})
