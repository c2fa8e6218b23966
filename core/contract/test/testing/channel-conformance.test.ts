import t from 'tap'
import { channelConformance } from '@kefuhub/contract/testing'
import channelEcho from '../fixtures/channel-echo.js'
import { echoSample } from '../fixtures/channel-echo-sample.js'
import channelLobby from '../fixtures/channel-lobby.js'
import { lobbySample } from '../fixtures/channel-lobby-sample.js'

t.test('the echo channel keeps the contract', async (t) => {
  await channelConformance(t, channelEcho, echoSample)
})

t.test('the lobby, which has no platform, keeps the contract', async (t) => {
  await channelConformance(t, channelLobby, lobbySample)
})
