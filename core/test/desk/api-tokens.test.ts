import t from 'tap'
import type { ApiTokenDoc } from '../../src/store/api-token-model.js'
import { until } from '../store/stand.js'
import { openDesk } from './stand.js'

const { apiTokens, clock, store, openOther } = await openDesk(t)
const read = async (id: string) => await store.apiTokens.findById(id).orFail().lean<ApiTokenDoc>()

t.test('a token says who calls, in every process', async (t) => {
  const { id, token } = await apiTokens.create('the shop', 'leader')
  t.match(token, /^kh_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}$/)
  const caller = { actor: `token:${id}`, name: 'the shop', role: 'leader' }
  t.strictSame(await apiTokens.verify(token), caller)
  t.strictSame(await (await openOther()).apiTokens.verify(token), caller)
})

t.test('nothing of the secret is stored', async (t) => {
  const { id, token } = await apiTokens.create('secret', 'agent')
  const secret = token.split('_').slice(2).join('_')
  const stored = await read(id)
  t.notMatch(JSON.stringify(stored), secret)
  t.match(stored, { hash: /^[0-9a-f]{64}$/ })
})

t.test('tokens are all different', async (t) => {
  const made = await Promise.all(Array.from({ length: 50 }, async () => await apiTokens.create('many', 'agent')))
  t.equal(new Set(made.map(({ id }) => id)).size, 50)
  t.equal(new Set(made.map(({ token }) => token.slice(16))).size, 50)
})

t.test('another secret, another id and what is no token at all are nobody', async (t) => {
  const [one, two] = [await apiTokens.create('one', 'agent'), await apiTokens.create('two', 'agent')]
  const secret = one.token.slice(16)
  const wrong = [
    `kh_${one.id}_${two.token.slice(16)}`, `kh_${one.id}_${secret.replace(/^./, (first) => first === 'A' ? 'B' : 'A')}`, `kh_AAAAAAAAAAAA_${secret}`,
    '', 'kh_', one.token.slice(0, -1), `${one.token}x`, ` ${one.token}`, `${one.token}\n`, `Bearer ${one.token}`, one.token.toUpperCase(), 'kh_$where_x', 'x'.repeat(100_000)
  ]
  for (const token of wrong) t.equal(await apiTokens.verify(token), undefined, token.slice(0, 70))
})

t.test('a revoked token is nobody at once here, and soon in other processes', async (t) => {
  const other = (await openOther()).apiTokens
  const { id, token } = await apiTokens.create('revoked', 'agent')
  for (const tokens of [apiTokens, other]) t.ok(await tokens.verify(token))
  await apiTokens.revoke(id)
  t.equal(await apiTokens.verify(token), undefined)
  clock.advance(5000)
  t.equal(await other.verify(token), undefined)
})

t.test('revoking again keeps the time of the first, and an unknown token is not found', async (t) => {
  const { id } = await apiTokens.create('twice', 'agent')
  await apiTokens.revoke(id)
  const revoked = await read(id)
  clock.advance(1000)
  await apiTokens.revoke(id)
  t.strictSame(await read(id), revoked)
  await t.rejects(apiTokens.revoke('unknown'), { code: 'KH_ERR_TOKEN_NOT_FOUND', statusCode: 404 })
})

t.test('the store is asked once in five seconds for a token, known or not', async (t) => {
  const { apiTokens, clock, store } = await openDesk(t)
  const { token } = await apiTokens.create('cached', 'agent')
  let reads = 0
  const findById = store.apiTokens.findById.bind(store.apiTokens)
  t.intercept(store.apiTokens, 'findById', { value: (...args: Parameters<typeof findById>) => { reads++; return findById(...args) } })
  for (const each of [token, `kh_AAAAAAAAAAAA_${token.slice(16)}`]) {
    reads = 0
    for (let count = 0; count < 3; count++) await apiTokens.verify(each)
    t.equal(reads, 1)
    clock.advance(5000)
    await apiTokens.verify(each)
    t.equal(reads, 2)
  }
})

t.test('any number of unknown ids leaves the known tokens at work', async (t) => {
  const { token } = await apiTokens.create('steady', 'agent')
  await Promise.all(Array.from({ length: 1100 }, async (_, index) => await apiTokens.verify(`kh_${String(index).padStart(12, '0')}_${token.slice(16)}`)))
  t.match(await apiTokens.verify(token), { name: 'steady' })
})

t.test('the time of the last use is written, at most once a minute', async (t) => {
  const { id, token } = await apiTokens.create('used', 'agent')
  const first = new Date(clock.now())
  await apiTokens.verify(token)
  await until(async () => (await read(id)).lastUsedAt !== undefined)
  t.same((await read(id)).lastUsedAt, first)
  clock.advance(59_999)
  await apiTokens.verify(token)
  clock.advance(1)
  await apiTokens.verify(token)
  await until(async () => (await read(id)).lastUsedAt?.getTime() === clock.now())
  t.same((await read(id)).lastUsedAt, new Date(first.getTime() + 60_000))
})

t.test('the list shows the tokens of this store, newest first, revoked ones too', async (t) => {
  const { apiTokens, clock } = await openDesk(t)
  const ids: string[] = []
  for (const name of ['a', 'b', 'c']) {
    ids.unshift((await apiTokens.create(name, 'agent')).id)
    clock.advance(1)
  }
  await apiTokens.revoke(ids[1] as string)
  const list = await apiTokens.list()
  t.same(list.map(({ _id }) => _id), ids)
  t.match(list[1], { name: 'b', revokedAt: Date })
})
