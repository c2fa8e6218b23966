import type { NotifierSample } from '@kefuhub/contract/testing'
import { WAIT_MS, startTarget } from '../src/simulator/index.js'

const connection = { baseUrl: 'http://127.0.0.1:9', auth: { bearer: { token: 'a token of the sample' } } }

/** What the conformance kit must know of the target. */
export const sample: NotifierSample = {
  options: { connection },
  badOptions: [
    { name: 'no connection', options: {}, path: '/connection' },
    { name: 'an address that is none', options: { connection: { ...connection, baseUrl: 'nowhere' } }, path: '/connection/baseUrl' }
  ],
  nowMs: Date.UTC(2026, 5, 1, 12),
  waitMs: WAIT_MS,
  open: startTarget,
  dropsRepeats: true
}
