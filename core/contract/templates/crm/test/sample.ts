import type { CrmSample } from '@kefuhub/contract/testing'
import { WAIT_MS, startCrm } from '../src/simulator/index.js'

const connection = { baseUrl: 'http://127.0.0.1:9', auth: { bearer: { token: 'a token of the sample' } } }

/** What the conformance kit must know of the CRM. */
export const sample: CrmSample = {
  options: { connection },
  badOptions: [
    { name: 'no connection', options: {}, path: '/connection' },
    { name: 'an address that is none', options: { connection: { ...connection, baseUrl: 'nowhere' } }, path: '/connection/baseUrl' }
  ],
  nowMs: Date.UTC(2026, 5, 1, 12),
  waitMs: WAIT_MS,
  open: startCrm,
  unknownId: '00000000-0000-4000-8000-000000000000',
  textField: 'note',
  spoil: (write) => ({ ...write, fields: { ...write.fields, grade: 'Z' } }),
  threePages: 8
}
