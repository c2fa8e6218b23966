import t from 'tap'
import { featureConformance } from '@kefuhub/contract/testing'
import featureParrot from '../fixtures/feature-parrot.js'
import { parrotSample } from '../fixtures/feature-parrot-sample.js'

t.test('the parrot keeps the contract', async (t) => {
  await featureConformance(t, featureParrot, parrotSample)
})
