import t from 'tap'
import type { TicketType } from '../../web/api/types.js'
import { listElsewhere } from '../../web/tickets/elsewhere.js'
import { findNext, type TicketStatus } from '../../web/tickets/statuses.js'
import { toStepText, type Step } from '../../web/tickets/step-text.js'
import { words } from '../../web/tickets/words.js'
import { at } from './things.js'

const status = (id: string, next?: string[]): TicketStatus => ({ id, title: { zh: id, en: id }, state: 'new', tellsCustomer: false, templates: [], ...(next !== undefined && { next }) })
const TYPE: TicketType = { id: 'refund', title: { zh: '退款', en: 'Refund' }, priority: 'normal', fields: [], statuses: [status('received', ['approved', 'refused']), status('approved', []), status('refused')] }
const idsAfter = (from: string): string[] => findNext(TYPE, from).map(({ id }) => id)

t.test('a ticket may stay, and go where its status lets it', async (t) => {
  t.strictSame(idsAfter('received'), ['received', 'approved', 'refused'])
  t.strictSame(idsAfter('approved'), ['approved'], 'nowhere from here')
  t.strictSame(idsAfter('refused'), ['refused', 'received', 'approved'], 'anywhere')
  t.strictSame(idsAfter('lost'), ['received', 'approved', 'refused'], 'the config has no such status any more')
})

t.test('each other system is told of once, with what is known of it', async (t) => {
  const copy = { target: 'zendesk', externalId: '7', externalNumber: 'D-7', status: 'open', changedAt: at(1) }
  t.strictSame(listElsewhere({
    copies: [copy],
    exports: [{ target: 'zendesk', state: 'done', exportedAt: at(2) }, { target: 'erp', state: 'failed', code: 'X', reason: 'no such field' }]
  }), [{ target: 'erp', state: 'failed', reason: 'no such field' }, { target: 'zendesk', copy, state: 'done', exportedAt: at(2) }])
  t.strictSame(listElsewhere({ copies: [copy], exports: [] }), [{ target: 'zendesk', copy }], 'it came from there')
})

t.test('a history says what somebody did, in words', async (t) => {
  const tell = (...changes: Step['changes']): string => toStepText({ at: at(0), by: { kind: 'agent', id: 'me' }, changes }, words.en.steps, {
    part: (part) => part,
    value: (part, value) => part === 'fields' ? undefined : `<${value}>`
  })
  t.equal(tell(), 'created the ticket')
  t.equal(tell({ part: 'status', from: 'a', to: 'b' }), 'changed status from <a> to <b>')
  t.equal(tell({ part: 'group', to: 'b' }, { part: 'assignee', from: 'a' }), 'set group to <b>, removed assignee (it was <a>)')
  t.equal(tell({ part: 'fields', from: '{}', to: '{"a":1}' }), 'changed fields', 'a value that says people nothing')
  t.equal(tell({ part: 'comments', to: 'x' }), 'commented')
  t.equal(tell({ part: 'copies', from: '0', to: '1' }), 'brought it into another system')
  t.equal(tell({ part: 'files', to: '1' }), 'added files')
})
