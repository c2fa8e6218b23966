import t from 'tap'
import { notifierConformance } from '@kefuhub/contract/testing'
import notifierBell from '../fixtures/notifier-bell.js'
import { bellSample } from '../fixtures/notifier-bell-sample.js'

t.test('the bell keeps the contract', async (t) => {
  await notifierConformance(t, notifierBell, bellSample)
})
