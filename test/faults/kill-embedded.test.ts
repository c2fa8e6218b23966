import t from 'tap'
import { createHubFolder } from '../support/hub-process.js'
import { checkNothingLost, connect, startImpatientPlatform, startTraffic, waitForRandomMoment } from './kill.js'

const ROUNDS = 20

t.test(`a hub with everything in one process survives kill -9 at ${ROUNDS} random moments`, async (t) => {
  const platform = await startImpatientPlatform(t)
  const { start } = await createHubFolder(t, platform.url)
  let hub = await start()
  const [, token] = await hub.waitForLine(/API token\s+(kh_\S+)/)
  connect(platform, hub)
  const traffic = startTraffic(platform)
  for (let round = 0; round < ROUNDS; round++) {
    await waitForRandomMoment()
    await hub.kill()
    hub = await start()
    connect(platform, hub)
  }
  const acknowledged = await traffic.stop()
  await checkNothingLost(t, { platform, hub, token: token as string, acknowledged })
  t.equal((await hub.stop()).code, 0)
})
