import { erpConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { erpnextSample } from '../samples/erpnext.js'

for (const updates of ['poll', 'webhook'] as const) t.test(`ERPNext by ${updates}`, (t) => erpConformance(t, plugin, erpnextSample(updates)))
