import { createHmac } from 'node:crypto'
import t from 'tap'
import { toProfile } from '../src/user-profile.js'
import { openHub, openVisit, PAGE } from './stand.js'

const SECRET = 'a secret of the shop'
const EXPIRES = Date.UTC(2026, 0, 1) / 1000 + 60
const encode = (claims: unknown): string => Buffer.from(typeof claims === 'string' ? claims : JSON.stringify(claims)).toString('base64url')
const signText = (text: string): string => `${text}:${createHmac('sha256', SECRET).update(text).digest('hex')}`
const signUser = (id: string, claims: unknown): string => signText(`${id}:${EXPIRES}:${encode(claims)}`)

t.test('what a page signs of a user is told to the hub, once, and again when the hub asks', async (t) => {
  const hub = await openHub(t, { userSecret: SECRET })
  const user = signUser('customer:42', { phone: '138 0013-8000', email: ' Wang@Example.com' })
  t.equal((await openVisit(hub, { user })).visitor, 'u-customer:42')
  await openVisit(hub, { user })
  const profile = { phones: ['+8613800138000'], emails: ['wang@example.com'] }
  t.strictSame(hub.profiles, [{ senderId: 'u-customer:42', profile }])
  const instance = hub.instance as { profile: (visitor: string) => Promise<object> }
  t.strictSame(await instance.profile('u-customer:42'), { ...profile, mergeKeys: ['shop:u-customer:42'] }, 'for who had not written yet')
  t.strictSame(await instance.profile('u-customer:43'), { mergeKeys: ['shop:u-customer:43'] })
  t.strictSame(await instance.profile((await openVisit(hub)).visitor), {})
  await openVisit(hub, { user: signUser('customer:42', { phone: '+8613900139000' }) })
  t.strictSame(hub.profiles.at(-1), { senderId: 'u-customer:42', profile: { phones: ['+8613900139000'] } }, 'a change is told')
})

t.test('a user without claims is who they were', async (t) => {
  const hub = await openHub(t, { userSecret: SECRET })
  t.equal((await openVisit(hub, { user: signText(`42:${EXPIRES}`) })).visitor, 'u-42')
  t.equal((await openVisit(hub, { user: signUser('42', {}) })).visitor, 'u-42')
  t.equal((await openVisit(hub, { user: signText(`42:1:eyJ9:${EXPIRES}`) })).visitor, 'u-42:1:eyJ9', 'an id that looks like claims is an id')
  t.same(hub.profiles, [])
})

t.test('what is no number and no address is left out, and the visit goes on', async (t) => {
  for (const [claims, profile] of [
    [{ phone: 'call me' }, {}], [{ phone: '' }, {}], [{ phone: '+1234567890123456789' }, {}],
    [{ email: 'nobody' }, {}], [{ email: 'a@b' }, {}], [{ email: 'a b@example.com' }, {}], [{ email: 'a@b@example.com' }, {}], [{ email: '<a@example.com>' }, {}],
    [{ phone: '0086 138 0013 8000', email: 'x' }, { phones: ['+8613800138000'] }],
    [{ phone: '+44 20 7946 0958', email: 'A.B+c@例子.公司' }, { phones: ['+442079460958'], emails: ['a.b+c@例子.公司'] }]
  ] as const) t.strictSame(toProfile(claims), profile, JSON.stringify(claims))
  const hub = await openHub(t, { userSecret: SECRET })
  t.equal((await openVisit(hub, { user: signUser('42', { phone: 'secret words', email: 'e@example.com' }) })).visitor, 'u-42')
  t.strictSame(hub.profiles, [{ senderId: 'u-42', profile: { emails: ['e@example.com'] } }])
  t.equal(hub.logs.filter(({ line }) => line.includes('secret words')).length, 0)
  t.equal(hub.logs.filter(({ line }) => line.includes('left out')).length, 1)
})

t.test('nobody claims what is not signed', async (t) => {
  const hub = await openHub(t, { userSecret: SECRET })
  const post = async (payload: object) => await hub.inject({ method: 'POST', url: '/web/shop/session', headers: { origin: PAGE }, payload })
  const claims = encode({ phone: '13800138000' })
  const plain = signText(`42:${EXPIRES}`)
  const signed = signUser('42', { phone: '13800138000' })
  for (const user of [
    plain.replace(/:(?=[^:]*$)/, `:${claims}:`), signed.replace(claims, encode({ phone: '13900139000' })), signed.replace(`:${claims}`, ''), `${plain}:${claims}`,
    signUser('42', '["x"]'), signUser('42', '{"phone":'), signUser('42', { phone: 13800138000 }), signUser('42', { phone: '13800138000', admin: true }), signUser('42', { email: `${'x'.repeat(300)}@example.com` }),
    signUser('42', { email: 'x'.repeat(1000) }), signText(`42:${EXPIRES}:eyJ$`)
  ]) t.match((await post({ user })).json(), { code: 'WEB_ERR_USER' }, user.slice(0, 60))
  t.equal((await post({ user: 'x'.repeat(2049) })).statusCode, 400)
  for (const body of [{ phone: '13800138000' }, { claims: { phone: '13800138000' } }, { profile: { phones: ['13800138000'] } }]) t.match((await openVisit(hub, body)).visitor, /^v-/)
  t.same(hub.profiles, [])
})
