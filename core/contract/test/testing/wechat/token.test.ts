import t from 'tap'
import { fetchClassicToken, fetchStableToken, startStand } from './stand.js'

const probe = '/cgi-bin/getcallbackip'

t.test('refuses what is wrong about the request for a token', async (t) => {
  const { platform } = await startStand(t)
  const cases: Array<[Record<string, string>, number]> = [
    [{ grant_type: 'password' }, 40002], [{ appid: '' }, 41002], [{ appid: 'wx0000000000000000' }, 40013], [{ secret: '' }, 41004], [{ secret: 'wrong' }, 40125]
  ]
  for (const [change, errcode] of cases) {
    t.equal((await fetchClassicToken(platform, change)).errcode, errcode, JSON.stringify(change))
    t.equal((await fetchStableToken(platform, change)).errcode, errcode, JSON.stringify(change))
  }
  const stable = `${platform.url}/cgi-bin/stable_token`
  t.match(await (await fetch(stable)).json(), { errcode: 43002 })
  t.match(await (await fetch(stable, { method: 'POST' })).json(), { errcode: 44002 })
  t.match(await (await fetch(stable, { method: 'POST', body: 'x' })).json(), { errcode: 47001 })
  t.match(await (await fetch(`${platform.url}/cgi-bin/token`, { method: 'POST' })).json(), { errcode: 43001 })
})

t.test('refuses an address that is not in the list and names it', async (t) => {
  const { platform } = await startStand(t, { ipAllowList: ['10.0.0.1'] })
  t.match(await fetchStableToken(platform), { errcode: 40164, errmsg: /invalid ip 127\.0\.0\.1 .*not in whitelist rid: / })
})

t.test('refuses calls without a token, with one it never gave, or one that is over', async (t) => {
  const { platform, get, clock } = await startStand(t)
  t.match(await get(probe), { ip_list: ['127.0.0.1'] })
  t.equal((await get(probe, { access_token: '' })).errcode, 41001)
  t.equal((await get(probe, { access_token: 'made-up' })).errcode, 40014)
  clock.nowMs += 7_200_000
  t.equal((await get(probe)).errcode, 42001)
  t.equal(platform.requests.at(-1)?.errcode, 42001)
})

t.test('the classic endpoint gives a new token each time, and the one before lives five minutes more', async (t) => {
  const { platform, get, clock } = await startStand(t)
  const tokens: string[] = []
  const works = async (index: number) => (await get(probe, { access_token: tokens[index]! })).errcode ?? 0
  const fetchOne = async () => tokens.push(String((await fetchClassicToken(platform)).access_token))
  await fetchOne()
  await fetchOne()
  t.not(tokens[0], tokens[1])
  clock.nowMs += 299_999
  t.equal(await works(0), 0)
  clock.nowMs += 1
  t.equal(await works(0), 40001)
  await fetchOne()
  await fetchOne()
  t.equal(await works(1), 40001, 'two tokens later it is over at once')
  t.equal(await works(2), 0)
  t.equal(await works(3), 0)
})

t.test('the stable endpoint gives the same token with the time left, and a new one in its last five minutes', async (t) => {
  const { platform, token, get, clock } = await startStand(t)
  clock.nowMs += 1_000_000
  t.match(await fetchStableToken(platform), { access_token: token, expires_in: 6_200 })
  clock.nowMs += 5_900_000
  const { access_token: next, expires_in: expiresIn } = await fetchStableToken(platform)
  t.not(next, token)
  t.equal(expiresIn, 7_200)
  t.match(await get(probe), { ip_list: Array }, 'both work')
  t.match(await get(probe, { access_token: String(next) }), { ip_list: Array })
  clock.nowMs += 300_000
  t.equal((await get(probe)).errcode, 42001)
})

t.test('a forced refresh ends the token before, at most every 30 s and 20 times a day', async (t) => {
  const { platform, token, get, clock } = await startStand(t)
  const force = async () => await fetchStableToken(platform, { force_refresh: true })
  t.not((await force()).access_token, token)
  t.equal((await get(probe)).errcode, 40001)
  t.equal((await force()).errcode, 45011)
  for (let time = 1; time < 20; time++) {
    clock.nowMs += 30_000
    t.match(await force(), { expires_in: 7_200 })
  }
  clock.nowMs += 30_000
  t.equal((await force()).errcode, 45009)
  clock.nowMs += 86_400_000
  t.match(await force(), { expires_in: 7_200 })
})

t.test('neither endpoint ends the tokens of the other', async (t) => {
  const { platform, token, get } = await startStand(t)
  const { access_token: classic } = await fetchClassicToken(platform)
  await fetchClassicToken(platform)
  await fetchClassicToken(platform)
  t.match(await get(probe, { access_token: token }), { ip_list: Array })
  const { access_token: latest } = await fetchClassicToken(platform)
  await fetchStableToken(platform, { force_refresh: true })
  t.match(await get(probe, { access_token: String(latest) }), { ip_list: Array })
  t.equal((await get(probe, { access_token: String(classic) })).errcode, 40001)
})

t.test('a test can expire or invalidate the tokens of an account, and count who asks for new ones', async (t) => {
  const { platform, get } = await startStand(t)
  const appId = 'wx0123456789abcdef'
  t.equal(platform.tokenFetches(appId), 1)
  platform.invalidateToken(appId)
  t.equal((await get(probe)).errcode, 40001)
  const { access_token: second } = await fetchStableToken(platform)
  t.match(await get(probe, { access_token: String(second) }), { ip_list: Array })
  platform.expireTokens(appId)
  t.equal((await get(probe, { access_token: String(second) })).errcode, 42001)
  const { access_token: third } = await fetchStableToken(platform)
  t.match(await get(probe, { access_token: String(third) }), { ip_list: Array })
  t.equal(platform.tokenFetches(appId), 3)
})

t.test('limits the calls of the classic endpoint per day', async (t) => {
  const { platform } = await startStand(t, { limits: { '/cgi-bin/token': { perDay: 1 } } })
  t.match(await fetchClassicToken(platform), { expires_in: 7_200 })
  t.equal((await fetchClassicToken(platform)).errcode, 45009)
})
