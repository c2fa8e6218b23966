import t from 'tap'
import { Quota } from '../../../src/testing/wechat/quota.js'
import { appId, startStand } from './stand.js'

const path = '/cgi-bin/x'

t.test('counts per day of Beijing', async (t) => {
  const quota = new Quota({ [path]: { perDay: 2 } })
  const beforeMidnight = Date.UTC(2026, 0, 1, 15, 59)
  t.equal(quota.count(path, beforeMidnight), 0)
  t.equal(quota.count(path, beforeMidnight), 0)
  t.equal(quota.count(path, beforeMidnight), 45009)
  t.equal(quota.count(path, beforeMidnight + 60_000), 0)
})

t.test('counts per minute', async (t) => {
  const quota = new Quota({ [path]: { perMinute: 1 } })
  t.equal(quota.count(path, 0), 0)
  t.equal(quota.count(path, 59_999), 45011)
  t.equal(quota.count(path, 60_000), 0)
})

t.test('knows the ceilings of the platform and bounds nothing else', async (t) => {
  const quota = new Quota()
  for (let call = 0; call < 2_000; call++) quota.count('/cgi-bin/token', 0)
  t.equal(quota.count('/cgi-bin/token', 0), 45009)
  t.equal(quota.count(path, 0), 0)
})

t.test('clear_quota starts the counters anew, ten times a month, for the own AppID', async (t) => {
  const { post, get, clock } = await startStand(t, { limits: { '/cgi-bin/menu/get': { perDay: 1 } } })
  const probe = async () => (await get('/cgi-bin/menu/get')).errcode
  t.equal(await probe(), 46003)
  t.equal(await probe(), 45009)
  t.equal((await post('/cgi-bin/clear_quota', { appid: 'wx0000000000000000' })).errcode, 40013)
  for (let time = 0; time < 10; time++) t.equal((await post('/cgi-bin/clear_quota', { appid: appId })).errcode, 0)
  t.equal(await probe(), 46003)
  t.equal((await post('/cgi-bin/clear_quota', { appid: appId })).errcode, 48006)
  clock.nowMs += 7_199_999
  t.equal((await post('/cgi-bin/clear_quota', { appid: appId })).errcode, 48006)
})

t.test('clear_quota counts each month of Beijing anew', async (t) => {
  const quota = new Quota()
  const endOfMonth = Date.UTC(2026, 0, 31, 15, 59, 59)
  for (let time = 0; time < 10; time++) quota.clear(endOfMonth)
  t.equal(quota.clear(endOfMonth), 48006)
  t.equal(quota.clear(endOfMonth + 1_000), 0)
})
