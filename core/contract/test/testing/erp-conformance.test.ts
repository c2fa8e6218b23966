import t from 'tap'
import { erpConformance } from '@kefuhub/contract/testing'
import erpDepot from '../fixtures/erp-depot.js'
import { depotSample } from '../fixtures/erp-depot-sample.js'

t.test('the depot keeps the contract', async (t) => {
  await erpConformance(t, erpDepot, depotSample)
})
