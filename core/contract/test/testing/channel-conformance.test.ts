import t from 'tap'
import { channelConformance } from '@kefuhub/contract/testing'
import channelEcho from '../fixtures/channel-echo.js'
import { echoSample } from '../fixtures/channel-echo-sample.js'

t.test('the echo channel keeps the contract', async (t) => {
  await channelConformance(t, channelEcho, echoSample)
})
