import { crmConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { API_KEY, APIS, NOW_MS, openKitStand, optionsOf } from './stand.js'

for (const api of APIS) {
  t.test(api, (t) => crmConformance(t, plugin, {
    options: { odoo: { baseUrl: 'http://127.0.0.1:9', ...optionsOf(api) } },
    badOptions: [
      { name: 'no key', options: { odoo: { baseUrl: 'http://127.0.0.1:9' } }, path: '/odoo/apiKey' },
      { name: 'an address that is none', options: { odoo: { baseUrl: 'odoo', apiKey: API_KEY } }, path: '/odoo/baseUrl' },
      { name: 'the classic API without a user', options: { odoo: { baseUrl: 'http://127.0.0.1:9', apiKey: API_KEY, api: 'json-rpc', database: 'shop' } }, path: '/odoo/user' }
    ],
    nowMs: NOW_MS,
    waitMs: 7000,
    unknownId: '4711',
    textField: 'street',
    spoil: (write) => ({ ...write, fields: { ...write.fields, lang: 'xx_XX' } }),
    threePages: 9,
    open: () => openKitStand(api)
  }))
}
