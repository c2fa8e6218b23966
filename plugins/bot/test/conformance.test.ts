import { join } from 'node:path'
import t from 'tap'
import { featureConformance } from '@kefuhub/contract/testing'
import bot from '../src/index.js'

t.test('the bot keeps the contract', async (t) => {
  await featureConformance(t, bot, {
    options: {},
    badOptions: [{ name: 'no file', options: { rules: '' }, path: '/rules' }],
    nowMs: Date.UTC(2026, 0, 6),
    configDir: join(import.meta.dirname, 'fixtures'),
    orders: [{
      source: 'erp',
      id: '7',
      number: 'S00007',
      status: 'shipped',
      rawStatus: 'sent',
      payment: 'paid',
      total: { amount: '1.00', currency: 'CNY' },
      placedAt: new Date(0),
      changedAt: new Date(0),
      customer: { phones: [], emails: [] },
      lines: [],
      parcels: [{ id: 'p1', number: 'OUT1', trackingNumbers: ['SF1'], state: 'delivered', steps: [] }]
    }],
    turns: [
      { name: 'a person', content: { type: 'text', text: '人工' }, outcome: { replies: [{ type: 'text', text: '请稍候' }], handOver: 'asked', tags: ['人工'] } },
      { name: 'a ticket', content: { type: 'text', text: 'it is broken' }, outcome: { replies: [{ type: 'text', text: '已登记' }], tickets: [{ type: 'repair', subject: 'Customer', description: 'it is broken', fields: {} }] } },
      { name: 'a parcel', content: { type: 'text', text: '快递' }, outcome: { replies: [{ type: 'text', text: 'S00007: SF1，已送达' }] } },
      { name: 'no rule', content: { type: 'text', text: '?' }, outcome: { replies: [], handOver: 'no rule' } }
    ]
  })
})
