import { Rejected, Retryable, Unauthorized, Uncertain, type NotifierInstance, type PluginHub } from '@kefuhub/contract'
import { FakeAlerts } from '@kefuhub/contract/testing'
import t from 'tap'
import { Disabled, watchTarget } from '../src/target.js'
import { failsAs, notification } from './stand.js'

interface Watched { target: NotifierInstance, alerts: FakeAlerts, warnings: string[], failure: Error | undefined }

function watch (more: Partial<NotifierInstance> = {}, alerts = new FakeAlerts()): Watched {
  const watched: Watched = { alerts, warnings: [], failure: undefined, target: undefined as unknown as NotifierInstance }
  const log = { warn: (_fields: object, message: string) => { watched.warnings.push(message) } } as PluginHub['log']
  watched.target = watchTarget({ alerts, log }, {
    async notify () { if (watched.failure !== undefined) throw watched.failure },
    ...more
  })
  return watched
}

async function fail (t: Test, watched: Watched, failure: Error): Promise<void> {
  watched.failure = failure
  await failsAs(t, watched.target.notify(notification()), { message: failure.message, verdict: (failure as Rejected).verdict })
}
type Test = Parameters<typeof failsAs>[0]

t.test('three refusals for good in a row make it down and raise an alert, until one notification gets through', async (t) => {
  const watched = watch()
  await fail(t, watched, new Rejected('first'))
  t.strictSame(await watched.target.health?.(), { state: 'ok' })
  await fail(t, watched, new Unauthorized('second'))
  t.strictSame(await watched.target.health?.(), { state: 'degraded', reason: 'second' })
  t.strictSame(watched.alerts.standing, [])
  await fail(t, watched, new Rejected('third'))
  t.strictSame(await watched.target.health?.(), { state: 'down', reason: 'third' })
  t.match(watched.alerts.standing, [{ key: 'target', severity: 'critical', reason: 'third', title: { zh: String, en: String } }])
  await fail(t, watched, new Rejected('fourth'))
  t.match(watched.alerts.standing, [{ reason: 'fourth' }])
  watched.failure = undefined
  await watched.target.notify(notification())
  t.strictSame(await watched.target.health?.(), { state: 'ok' })
  t.strictSame(watched.alerts.standing, [])
})

t.test('one that gets through in between begins the count anew', async (t) => {
  const watched = watch()
  for (let round = 0; round < 3; round++) {
    await fail(t, watched, new Rejected('no'))
    await fail(t, watched, new Rejected('no'))
    watched.failure = undefined
    await watched.target.notify(notification())
  }
  t.strictSame(await watched.target.health?.(), { state: 'ok' })
})

t.test('what passes by itself does not count', async (t) => {
  const watched = watch()
  for (const failure of [new Retryable('busy'), new Uncertain('lost'), new Error('a mistake')]) {
    for (let count = 0; count < 4; count++) await fail(t, watched, failure)
  }
  t.strictSame(await watched.target.health?.(), { state: 'ok' })
  t.strictSame(watched.alerts.standing, [])
})

t.test('a target that is gone is down at once', async (t) => {
  const watched = watch()
  await fail(t, watched, new Disabled('gone'))
  t.strictSame(await watched.target.health?.(), { state: 'down', reason: 'gone' })
  t.match(watched.alerts.standing, [{ reason: 'gone' }])
})

t.test('the alert of the time before a restart is taken back', async (t) => {
  const alerts = new FakeAlerts()
  await alerts.raise('target', { severity: 'critical', title: { zh: 'x', en: 'x' }, reason: 'x' })
  await watch({}, alerts).target.notify(notification())
  t.strictSame(alerts.standing, [])
})

t.test('an alert that cannot be kept changes nothing about the notification', async (t) => {
  const alerts = new FakeAlerts()
  alerts.raise = alerts.resolve = async () => { throw new Error('the store is away') }
  const watched = watch({}, alerts)
  await fail(t, watched, new Disabled('gone'))
  watched.failure = undefined
  await watched.target.notify(notification())
  t.strictSame(watched.warnings.length, 2)
})

t.test('the rest of the target shows through', async (t) => {
  let isClosed = false
  const { target } = watch({ rate: { notifications: 1, perMs: 2 }, health: () => ({ state: 'degraded', reason: 'x' }), close: () => { isClosed = true } })
  t.strictSame(target.rate, { notifications: 1, perMs: 2 })
  t.strictSame(await target.health?.(), { state: 'degraded', reason: 'x' })
  await target.close?.()
  t.ok(isClosed)
})
