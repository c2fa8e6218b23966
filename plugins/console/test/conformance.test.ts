import assert from 'node:assert/strict'
import { featureConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../src/index.js'

t.test('the console', (t) => featureConformance(t, plugin, {
  options: {},
  badOptions: [{ name: 'an option, of which there is none', options: { theme: 'dark' }, path: '/theme' }],
  nowMs: Date.UTC(2026, 0, 1),
  turns: [],
  async use (hub) {
    const { statusCode, body } = await hub.inject({ url: '/console/' })
    assert.equal(statusCode, 200)
    assert.match(body, /<base href="\/console\/">/)
  }
}))
