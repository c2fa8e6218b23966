import t from 'tap'
import { openDesk } from './stand.js'

const { clock, alerts, store } = await openDesk(t)
const title = { zh: '渠道没有消息', en: 'The channel is silent' }
const silent = { severity: 'warning', title, reason: 'Nothing came for 10 minutes' } as const

t.test('what is raised again while it stands is the same alert', async (t) => {
  await Promise.all([1, 2, 3].map(() => alerts.raise('xhs', 'silent', silent)))
  await alerts.raise('xhs', 'silent', { ...silent, reason: 'Nothing came for 20 minutes' })
  await alerts.raise('shop', 'silent', silent)
  const standing = await alerts.standing()
  t.match(standing.filter(({ source }) => source === 'xhs'), [{ key: 'silent', severity: 'warning', title, reason: 'Nothing came for 20 minutes', raisedAt: new Date(clock.now()) }])
  t.equal(standing.length, 2)
  t.equal(await store.alerts.countDocuments({ tell: 'alert.raised' }), 2, 'each is told of once')
})

t.test('what is resolved and raised again is another one, and both stay to be read', async (t) => {
  await alerts.resolve('xhs', 'silent')
  await alerts.resolve('xhs', 'silent')
  await alerts.resolve('xhs', 'never raised')
  t.equal((await alerts.standing()).length, 1)
  clock.advance(1000)
  await alerts.raise('xhs', 'silent', silent)
  const { items } = await alerts.list({ limit: 10 })
  t.equal(items.filter(({ source }) => source === 'xhs').length, 2)
  t.match(items[0], { source: 'xhs', resolvedAt: undefined })
})

t.test('a person may take one back by hand', async (t) => {
  const [standing] = await alerts.standing()
  await alerts.close(standing?.id ?? '')
  await alerts.close(standing?.id ?? '')
  t.equal((await alerts.standing()).some(({ id }) => id === standing?.id), false)
  await t.rejects(alerts.close('none'), { code: 'KH_ERR_ALERT_NOT_FOUND' })
})
