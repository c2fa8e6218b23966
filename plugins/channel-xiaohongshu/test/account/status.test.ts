import t from 'tap'
import { Status } from '../../src/account/status.js'
import { openBareHub } from '../bare-hub.js'

t.test('is well until something is reported, and after it is solved', async (t) => {
  const { hub, fake } = await openBareHub(t)
  const status = new Status(hub)
  t.same(status.health(), { state: 'ok' })
  status.report('api', 'degraded', 'slow', 1000)
  status.report('token', 'down', 'no token')
  t.same(status.health(), { state: 'down', reason: 'slow; no token' })
  status.solve('token')
  t.same(status.health(), { state: 'degraded', reason: 'slow' })
  fake.clock.advance(1000)
  t.same(status.health(), { state: 'ok' })
  await status.close()
})

t.test('alerts people of what they must mend, once', async (t) => {
  const { hub, fake } = await openBareHub(t)
  const calls: string[] = []
  const status = new Status({
    ...hub,
    alerts: {
      raise: async (key, alert) => { calls.push(`raise ${key} ${alert.reason}`); await hub.alerts.raise(key, alert) },
      resolve: async (key) => { calls.push(`resolve ${key}`); await hub.alerts.resolve(key) }
    }
  })
  status.report('token', 'down', 'a')
  status.report('token', 'down', 'a')
  status.report('token', 'down', 'b')
  status.report('api', 'degraded', 'nobody is alerted of this')
  await status.close()
  t.match(fake.alerts, [{ key: 'token', severity: 'critical', reason: 'b', title: { zh: String, en: String } }])
  status.solve('token')
  status.solve('token')
  status.solve('api')
  status.report('silent', 'degraded', 'c')
  await status.close()
  t.match(fake.alerts, [{ key: 'silent', severity: 'warning' }])
  t.same(calls, ['raise token a', 'raise token b', 'resolve token', 'raise silent c'])
})

t.test('takes back what an earlier run or another process raised', async (t) => {
  const { hub, fake } = await openBareHub(t)
  const [one, two] = [new Status(hub), new Status(hub)]
  await hub.alerts.raise('silent', { severity: 'warning', title: { zh: 'a', en: 'a' }, reason: 'of an earlier run' })
  two.solve('silent')
  await Promise.resolve()
  t.same(fake.alerts, [])
  one.report('silent', 'degraded', 'x')
  await Promise.resolve()
  t.equal(fake.alerts.length, 1)
  two.solve('silent')
  await Promise.all([one.close(), two.close()])
  t.same(fake.alerts, [], 'the other process solved it')
})

t.test('tells an alert again that could not be written', async (t) => {
  const { hub, fake } = await openBareHub(t)
  let isBroken = true
  const status = new Status({ ...hub, alerts: { ...hub.alerts, resolve: (key) => hub.alerts.resolve(key), raise: (key, alert) => isBroken ? Promise.reject(new Error('store')) : hub.alerts.raise(key, alert) } })
  status.report('token', 'down', 'a')
  await status.close()
  t.match(fake.logs, [{ level: 'warn', message: /alert could not be written/ }])
  isBroken = false
  status.report('token', 'down', 'a')
  await status.close()
  t.equal(fake.alerts.length, 1)
})
