import assert from 'node:assert/strict'
import type { FeatureSample } from '@kefuhub/contract/testing'

/** What the conformance kit must know of the feature. */
export const sample: FeatureSample = {
  options: { answer: 'hi' },
  badOptions: [{ name: 'a word that is too short', options: { word: 'x' }, path: '/word' }],
  nowMs: Date.UTC(2026, 5, 1, 12),
  turns: [
    { name: 'the word', content: { type: 'text', text: 'Hello?' }, outcome: { replies: [{ type: 'text', text: 'hi' }], tags: ['__ID__'] } },
    { name: 'another word', content: { type: 'text', text: 'Goodbye' }, outcome: { replies: [], tags: [] } }
  ],
  async use (hub) {
    const response = await hub.inject({ method: 'GET', url: `${hub.prefix}/about` })
    assert.deepEqual(response.json(), { word: 'hello', answer: 'hi' })
  }
}
