import { erpConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { odooSample } from '../samples/odoo.js'

for (const api of ['jsonrpc', 'json2'] as const) t.test(`Odoo by ${api}`, (t) => erpConformance(t, plugin, odooSample(api)))
