import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Token } from '@kefuhub/contract'
import { FakeClock } from '@kefuhub/contract/testing'
import type { AccessTokenDoc } from '../../src/store/access-token-model.js'
import { StoredTokens } from '../../src/store/token-cache.js'
import { openStand, until } from './stand.js'

const SECRET = 'a secret of at least 32 characters'
const START_MS = 1_767_225_600_000
const LIFE_MS = 7_200_000
const EARLY_MS = 600_000

const { store, open } = await openStand(t)
const stores = [store, await open()]
let names = 0

/** Several processes that share a store and a clock, and a platform that gives numbered tokens. */
function createProcesses (count = 2) {
  const clock = new FakeClock(START_MS)
  const plugin = `wechat-${++names}`
  const name = `${plugin}:token`
  const caches = Array.from({ length: count }, (_, index) => new StoredTokens({ store: stores[index % stores.length] ?? store, clock, secret: SECRET }).of(plugin))
  const platform = {
    fetches: 0,
    fetch: async (): Promise<Token> => {
      const value = `token-${++platform.fetches}`
      await sleep(10)
      return { value, expiresInMs: LIFE_MS }
    }
  }
  const [first, second] = caches as [typeof caches[0] & object, typeof caches[0] & object]
  return { clock, plugin, name, caches, first, second, platform, read: async () => await store.accessTokens.findById(name).lean<AccessTokenDoc>() }
}

/** A fetch that a test ends. */
function holdFetch () {
  let settle: { resolve: (token: Token) => void, reject: (error: Error) => void } | undefined
  return {
    fetch: async () => await new Promise<Token>((resolve, reject) => { settle = { resolve, reject } }),
    isUnderWay: () => settle !== undefined,
    resolve: (value: string) => settle?.resolve({ value, expiresInMs: LIFE_MS }),
    reject: (error: Error) => settle?.reject(error)
  }
}

const forbidden = async (): Promise<Token> => { throw new Error('nobody should fetch') }

t.test('a token is fetched once and then taken from the cache, in every process', async (t) => {
  const { caches, platform } = createProcesses()
  for (const cache of [...caches, ...caches]) t.equal(await cache.get('token', platform.fetch), 'token-1')
  t.equal(platform.fetches, 1)
})

t.test('a hundred askers at once, in one process and in two, cause one fetch', async (t) => {
  for (const count of [1, 2]) {
    const { caches, platform } = createProcesses(count)
    const values = await Promise.all(Array.from({ length: 100 }, async (_, index) => await caches[index % count]?.get('token', platform.fetch)))
    t.same(new Set(values), new Set(['token-1']))
    t.equal(platform.fetches, 1, `${count} processes`)
  }
})

t.test('a token is fetched anew ten minutes before its end, or as early as asked', async (t) => {
  const { clock, first, platform } = createProcesses()
  await first.get('token', platform.fetch)
  clock.advance(LIFE_MS - EARLY_MS - 1)
  t.equal(await first.get('token', forbidden), 'token-1')
  clock.advance(1)
  t.equal(await first.get('token', forbidden, { earlyMs: 1000 }), 'token-1')
  t.equal(await first.get('token', platform.fetch), 'token-2')
  clock.advance(LIFE_MS - 60_000)
  t.equal(await first.get('token', forbidden, { earlyMs: 59_999 }), 'token-2')
  t.equal(await first.get('token', platform.fetch, { earlyMs: 60_000 }), 'token-3')
})

t.test('a process takes over what another one fetched early', async (t) => {
  const { clock, first, second, platform } = createProcesses()
  await first.get('token', platform.fetch)
  await second.get('token', forbidden)
  clock.advance(LIFE_MS - EARLY_MS)
  t.equal(await first.get('token', platform.fetch), 'token-2')
  t.equal(await second.get('token', forbidden), 'token-2')
})

t.test('a hundred callers whose token was refused cause one fetch, in one process and in two', async (t) => {
  for (const count of [1, 2]) {
    const { caches, platform } = createProcesses(count)
    for (const cache of caches) await cache.get('token', platform.fetch)
    const values = await Promise.all(Array.from({ length: 100 }, async (_, index) => await caches[index % count]?.replace('token', 'token-1', platform.fetch)))
    t.same(new Set(values), new Set(['token-2']))
    t.equal(platform.fetches, 2, `${count} processes`)
    t.equal(await caches[0]?.get('token', forbidden), 'token-2')
  }
})

t.test('who was refused a token that is replaced already gets the present one', async (t) => {
  const { first, second, platform } = createProcesses()
  await first.get('token', platform.fetch)
  await second.get('token', forbidden)
  await first.replace('token', 'token-1', platform.fetch)
  t.equal(await second.replace('token', 'token-1', forbidden), 'token-2')
  t.equal(await second.get('token', forbidden), 'token-2')
})

t.test('waves of refusals that come late never throw away a good token', async (t) => {
  const { caches, platform } = createProcesses()
  await caches[0]?.get('token', platform.fetch)
  for (let wave = 0; wave < 10; wave++) {
    await Promise.all(Array.from({ length: 10 }, async (_, index) => {
      await sleep(index)
      await caches[index % 2]?.replace('token', 'token-1', platform.fetch)
    }))
  }
  t.equal(platform.fetches, 2)
})

t.test('another process waits for a fetch that is under way and gets its token', async (t) => {
  const { first, second } = createProcesses()
  const held = holdFetch()
  const asked = first.get('token', held.fetch)
  await until(held.isUnderWay)
  const waited = second.get('token', forbidden)
  held.resolve('from the first')
  t.same(await Promise.all([asked, waited]), ['from the first', 'from the first'])
})

t.test('the fetch of a process that died is taken over after its time, and not before', async (t) => {
  const { clock, first, second, platform, read } = createProcesses()
  const dead = holdFetch()
  first.get('token', dead.fetch).catch(() => {})
  await until(dead.isUnderWay)
  clock.advance(14_999)
  let isDone = false
  const waited = second.get('token', platform.fetch).finally(() => { isDone = true })
  await sleep(150)
  t.equal(isDone, false)
  clock.advance(1)
  t.equal(await waited, 'token-1')
  t.notOk('fetching' in (await read() ?? {}))
})

t.test('a fetch that was taken over neither replaces the newer token nor returns its own', async (t) => {
  const { clock, first, second, platform } = createProcesses()
  const slow = holdFetch()
  const asked = first.get('token', slow.fetch)
  await until(slow.isUnderWay)
  clock.advance(15_000)
  t.equal(await second.get('token', platform.fetch), 'token-1')
  slow.resolve('older')
  t.equal(await asked, 'token-1')
  t.equal(await second.get('token', forbidden), 'token-1')
})

t.test('a fetch that fails after it was taken over does not free the lock of the other', async (t) => {
  const { clock, first, second, read } = createProcesses()
  const [slow, quick] = [holdFetch(), holdFetch()]
  const asked = first.get('token', slow.fetch)
  await until(slow.isUnderWay)
  clock.advance(15_000)
  const other = second.get('token', quick.fetch)
  await until(quick.isUnderWay)
  const lock = (await read())?.fetching
  slow.reject(new Error('too late'))
  await t.rejects(asked, { message: 'too late' })
  t.strictSame((await read())?.fetching, lock)
  quick.resolve('good')
  t.equal(await other, 'good')
})

t.test('a fetch that fails is told to all who waited for it in its process, and frees the lock at once', async (t) => {
  const { first, second, platform, read } = createProcesses()
  const failing = holdFetch()
  const asked = [first.get('token', failing.fetch), first.get('token', failing.fetch)]
  await until(failing.isUnderWay)
  failing.reject(new Error('40164 invalid ip'))
  for (const { status } of await Promise.allSettled(asked)) t.equal(status, 'rejected')
  t.notOk('fetching' in (await read() ?? {}))
  t.equal(await second.get('token', platform.fetch), 'token-1')
})

t.test('who waits for another process longer than a fetch may take is told so', async (t) => {
  const { clock, first, name } = createProcesses()
  await store.accessTokens.create({ _id: name, fetching: { claim: 'another', until: new Date(START_MS + 3_600_000) } })
  const waited = first.get('token', forbidden)
  await sleep(20)
  clock.advance(15_001)
  await t.rejects(waited, { code: 'KH_ERR_TOKEN_FETCH_TIMEOUT', message: new RegExp(name) })
})

t.test('a token does not stand readable in the store, and looks different each time', async (t) => {
  const { first, read } = createProcesses()
  const value = 'a-very-recognisable-access-token'
  await first.get('token', async () => ({ value, expiresInMs: LIFE_MS }))
  const stored = await read()
  t.notMatch(JSON.stringify(stored), value)
  t.notMatch(JSON.stringify(stored), Buffer.from(value).toString('base64').slice(0, 20))
  await first.replace('token', value, async () => ({ value, expiresInMs: LIFE_MS }))
  t.not((await read())?.value, stored?.value)
})

t.test('another secret cannot read a token, and says what is wrong without a word of it', async (t) => {
  const { clock, plugin, first, platform } = createProcesses()
  await first.get('token', platform.fetch)
  const stranger = new StoredTokens({ store, clock, secret: `${SECRET}, another one` }).of(plugin)
  await t.rejects(stranger.get('token', forbidden), { code: 'KH_ERR_SECRET_WRONG', message: /with another `secret`/ })
  t.equal(await first.get('token', forbidden), 'token-1')
})

t.test('a hub that starts with another secret forgets the tokens of the old one, and no other', async (t) => {
  const { clock, plugin, first, platform, read } = createProcesses()
  await first.get('token', platform.fetch)
  const same = new StoredTokens({ store, clock, secret: SECRET })
  await same.forgetForeign()
  t.type((await read())?.value, 'string')
  const changed = new StoredTokens({ store, clock, secret: `${SECRET}, another one` })
  t.ok(await changed.forgetForeign() > 0)
  t.equal(await changed.of(plugin).get('token', platform.fetch), 'token-2')
  t.equal(await changed.forgetForeign(), 0)
})

t.test('a token that somebody changed, cut or moved to another name is not taken', async (t) => {
  const { clock, plugin, first, platform, read } = createProcesses()
  await first.get('token', platform.fetch)
  const { value = '', expiresAt } = await read() ?? {}
  const bytes = Buffer.from(value, 'base64')
  bytes[14] = (bytes[14] ?? 0) ^ 1
  const forged = { changed: bytes.toString('base64'), cut: value.slice(0, 8), empty: '', moved: value }
  for (const [key, sealed] of Object.entries(forged)) {
    await store.accessTokens.create({ _id: `${plugin}:${key}`, value: sealed, ...(expiresAt !== undefined && { expiresAt }) })
    const tokens = new StoredTokens({ store, clock, secret: SECRET }).of(plugin)
    await t.rejects(tokens.get(key, forbidden), { code: 'KH_ERR_SECRET_WRONG' }, key)
  }
})

t.test('keys of one plugin and of different plugins never meet', async (t) => {
  const { clock, plugin } = createProcesses()
  const tokens = new StoredTokens({ store, clock, secret: SECRET })
  const give = (value: string) => async () => ({ value, expiresInMs: LIFE_MS })
  t.equal(await tokens.of(plugin).get('a', give('1')), '1')
  t.equal(await tokens.of(plugin).get('b', give('2')), '2')
  t.equal(await tokens.of(`${plugin}-other`).get('a', give('3')), '3')
  t.equal(await tokens.of(plugin).get('a', forbidden), '1')
})
