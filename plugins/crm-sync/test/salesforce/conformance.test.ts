import { crmConformance } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../../src/index.js'
import { NOW_MS, authOf, openKitStand } from './stand.js'

const loginUrl = 'http://127.0.0.1:9'

for (const [name, way, taskIdField] of [['client credentials', 'clientCredentials', undefined], ['JWT bearer, ids of activities in a field', 'jwt', 'Hub_Activity_Id__c']] as const) {
  t.test(name, (t) => crmConformance(t, plugin, {
    options: { salesforce: { loginUrl, auth: authOf(way) } },
    badOptions: [
      { name: 'no way in', options: { salesforce: { loginUrl } }, path: '/salesforce/auth' },
      { name: 'two ways in', options: { salesforce: { loginUrl, auth: { ...authOf('jwt'), ...authOf('clientCredentials') } } }, path: '/salesforce/auth' },
      { name: 'an address that is none', options: { salesforce: { loginUrl: 'salesforce', auth: authOf(way) } }, path: '/salesforce/loginUrl' },
      { name: 'a version that is none', options: { salesforce: { loginUrl, auth: authOf(way), apiVersion: 'latest' } }, path: '/salesforce/apiVersion' }
    ],
    nowMs: NOW_MS,
    waitMs: 7000,
    unknownId: '0035g00000ZZZZZAAA',
    textField: 'Description',
    spoil: (write) => ({ ...write, emails: ['no address'] }),
    threePages: 9,
    open: () => openKitStand(way, taskIdField)
  }))
}
