import t from 'tap'
import { createHubFolder, type HubProcess } from '../support/hub-process.js'
import { openTestRedis } from '../support/redis.js'
import { openTestStore } from '../support/store.js'
import { checkNothingLost, connect, startImpatientPlatform, startTraffic, waitForRandomMoment } from './kill.js'

const ROUNDS = 20

for (const dispatcher of ['bull', 'local'] as const) {
  t.test(`two processes on one store and the ${dispatcher} dispatcher survive kill -9 in turn, ${ROUNDS} times, and never work on one thread at once`, async (t) => {
    const platform = await startImpatientPlatform(t)
    const store = openTestStore(t)
    const redis = openTestRedis(t)
    const { start } = await createHubFolder(t, platform.url, {
      store: { url: store.url, database: store.database },
      ...(dispatcher === 'bull' && { queue: { url: redis.url, prefix: redis.prefix } })
    })
    const hubs: HubProcess[] = [await start(), await start()]
    const [, token] = await (hubs[0] as HubProcess).waitForLine(/API token\s+(kh_\S+)/)
    connect(platform, hubs[0] as HubProcess)
    const traffic = startTraffic(platform)
    for (let round = 0; round < ROUNDS; round++) {
      await waitForRandomMoment()
      const victim = hubs.shift() as HubProcess
      connect(platform, hubs[0] as HubProcess)
      await victim.kill()
      hubs.push(await start())
    }
    const acknowledged = await traffic.stop()
    const hub = hubs[0] as HubProcess
    await checkNothingLost(t, { platform, hub, token: token as string, acknowledged })
    t.notOk(platform.received().some((message) => JSON.stringify(message.body).includes('AT ONCE')), 'no thread was in two hands')
    for (const each of hubs) t.equal((await each.stop()).code, 0)
  })
}
