import t from 'tap'
import { crmConformance } from '@kefuhub/contract/testing'
import crmLedger from '../fixtures/crm-ledger.js'
import { ledgerSample } from '../fixtures/crm-ledger-sample.js'

t.test('the ledger keeps the contract', async (t) => {
  await crmConformance(t, crmLedger, ledgerSample)
})
