import { compileChecker } from '../../src/config/checker.js'
import { TicketsConfig } from '../../src/config/tickets-schema.js'

/** The section `tickets` of a config that says so much. */
export function ticketsConfig (written: object = {}): TicketsConfig {
  const config = structuredClone(written)
  const violations = compileChecker(TicketsConfig)(config)
  if (violations.length > 0) throw new Error(JSON.stringify(violations))
  return config as TicketsConfig
}

/** A refund: received, approved, paid. */
export const REFUNDS = ticketsConfig({
  types: [{
    id: 'refund',
    title: { zh: '退款', en: 'Refund' },
    fields: [
      { name: 'amount', title: { zh: '金额', en: 'Amount' }, type: 'number', required: true },
      { name: 'reason', title: { zh: '原因', en: 'Reason' }, type: 'choice', choices: ['broken', 'wrong'] },
      { name: 'boughtOn', title: { zh: '购买日期', en: 'Bought on' }, type: 'date' },
      { name: 'isPaid', title: { zh: '已付款', en: 'Paid' }, type: 'boolean' },
      { name: 'note', title: { zh: '备注', en: 'Note' }, maxLength: 10 }
    ],
    statuses: [
      { id: 'received', title: { zh: '已收到', en: 'Received' }, state: 'new', next: ['approved', 'refused'], tell: { text: '{{customer}}，我们收到了您的退款申请 {{number}}。' } },
      {
        id: 'approved',
        title: { zh: '已同意', en: 'Approved' },
        state: 'in-progress',
        next: ['paid'],
        tell: { text: '退款 {{number}} 已同意，金额 {{amount}}。', templates: { shop: { id: 'T1', values: { thing1: '{{subject}}', amount2: '{{amount}}' } } } }
      },
      { id: 'paid', title: { zh: '已退款', en: 'Paid' }, state: 'solved', next: [], tell: { text: '退款 {{number}} 已到账。' } },
      { id: 'refused', title: { zh: '已拒绝', en: 'Refused' }, state: 'closed' }
    ],
    dueMinutes: { normal: 60, urgent: 10 }
  }]
})
