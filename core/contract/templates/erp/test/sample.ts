import type { ErpSample } from '@kefuhub/contract/testing'
import { WAIT_MS, startErp } from '../src/simulator/index.js'

const connection = { baseUrl: 'http://127.0.0.1:9', auth: { bearer: { token: 'a token of the sample' } } }

/** What the conformance kit must know of the system. A part that becomes more than `null` is asked for. */
export const sample: ErpSample = {
  options: { connection },
  badOptions: [
    { name: 'no connection', options: {}, path: '/connection' },
    { name: 'an address that is none', options: { connection: { ...connection, baseUrl: 'nowhere' } }, path: '/connection/baseUrl' }
  ],
  nowMs: Date.UTC(2026, 5, 1, 12),
  waitMs: WAIT_MS,
  open: startErp,
  orders: { unknownId: '00000000-0000-4000-8000-000000000000' },
  logistics: false,
  returns: null,
  tickets: { takesFiles: true },
  polling: null,
  webhook: null,
  files: null
}
