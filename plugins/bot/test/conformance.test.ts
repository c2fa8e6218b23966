import { join } from 'node:path'
import { featureConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../src/index.js'

t.test('the bot', (t) => featureConformance(t, plugin, {
  options: { rules: 'bot.yaml' },
  badOptions: [{ name: 'no name of a file', options: { rules: '' }, path: '/rules' }],
  nowMs: Date.UTC(2026, 0, 1),
  configDir: join(import.meta.dirname, 'fixtures'),
  turns: [
    { name: 'what a rule answers', content: { type: 'text', text: '怎么退款' }, outcome: { replies: [{ type: 'text', text: '七天内可以退款。' }], tags: ['refund'] } },
    { name: 'what a rule hands over', content: { type: 'text', text: '转人工' }, outcome: { replies: [], handOver: 'asked for a person' } },
    { name: 'what no rule knows', content: { type: 'text', text: '天气如何' }, outcome: { replies: [], handOver: 'no rule' } }
  ]
}))
