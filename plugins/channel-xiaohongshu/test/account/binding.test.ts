import t from 'tap'
import { Binding } from '../../src/account/binding.js'
import { Cipher } from '../../src/callback/cipher.js'
import { openWith, sealFor } from '../../src/simulator/index.js'
import { openBareHub } from '../bare-hub.js'
import { ACCOUNT, failsAs } from '../stand.js'
import { KEY, vectors } from '../vectors.js'

const PAGE = { appId: '46', bindUrl: vectors.im_third_party.binding_url_sample.base, accountCode: 'shop-1' }

async function open (t: Parameters<typeof openBareHub>[0], page = PAGE) {
  const bare = await openBareHub(t)
  return { ...bare, binding: new Binding(bare.hub, new Cipher([KEY], '~split~'), page) }
}

const tokenOf = (link: string): string => new URL(link).searchParams.get('token') ?? ''

t.test('writes links in the form of the sample', async (t) => {
  const { binding, writes, reads } = await open(t)
  const link = binding.link()
  t.ok(link.startsWith(`${PAGE.bindUrl}?appId=46&token=`))
  const { token, url } = vectors.im_third_party.binding_url_sample
  t.equal(`${PAGE.bindUrl}?${new URLSearchParams({ appId: '46', token }).toString()}`.replaceAll('%7E', '~'), url.replaceAll('%7E', '~'))
  t.match(openWith(KEY, tokenOf(link)), { account_code: 'shop-1', nonce: /^[\w-]{22}$/, expires_at: Number })
  t.not(binding.link(), link)
  t.equal(writes.length + reads.length, 0, 'a link costs nothing')
})

t.test('takes a link once', async (t) => {
  const { binding, fake } = await open(t)
  const token = tokenOf(binding.link())
  let bound = 0
  const bind = async (): Promise<void> => { bound++ }
  t.equal(await binding.redeem(token, ACCOUNT, bind), true)
  t.equal(await binding.redeem(token, ACCOUNT, bind), false, 'a repeat changes nothing')
  await failsAs(t, binding.redeem(token, 'another', bind), { code: 'XHS_ERR_BINDING', message: /another account/ })
  t.equal(bound, 1)
  t.notMatch([...fake.cursors.keys()].join(), (openWith(KEY, token) as { nonce: string }).nonce, 'the nonce is kept as a hash')

  const contested = tokenOf(binding.link())
  const outcomes = await Promise.allSettled(['x', 'y', 'z'].map((account) => binding.redeem(contested, account, bind)))
  t.same(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected'], 'one of those who come together')
})

t.test('can be used again when binding failed', async (t) => {
  const { binding } = await open(t)
  const token = tokenOf(binding.link())
  await failsAs(t, binding.redeem(token, ACCOUNT, () => Promise.reject(new Error('store'))), { message: 'store' })
  t.equal(await binding.redeem(token, ACCOUNT, async () => {}), true)
})

t.test('refuses a link that has expired', async (t) => {
  const { binding, fake } = await open(t)
  const token = tokenOf(binding.link())
  fake.clock.advance(24 * 3_600_000)
  await failsAs(t, binding.redeem(token, ACCOUNT, async () => {}), { code: 'XHS_ERR_BINDING', message: /expired/, statusCode: 403 })
})

t.test('refuses tokens that this entry did not write', async (t) => {
  const { binding } = await open(t)
  const real = openWith(KEY, tokenOf(binding.link())) as Record<string, unknown>
  const other = await open(t, { ...PAGE, accountCode: 'shop-2' })
  const forged: Record<string, unknown> = {
    absent: undefined,
    'no token': 'opaque',
    'of another key': sealFor('ffeeddccbbaa99887766554433221100', real),
    'no JSON': sealFor(KEY, 'x'),
    'without a proof': sealFor(KEY, { ...real, proof: undefined }),
    'another nonce': sealFor(KEY, { ...real, nonce: 'x' }),
    'a later end': sealFor(KEY, { ...real, expires_at: 9e15 }),
    'another account code': sealFor(KEY, { ...real, account_code: 'shop-2' }),
    'of another entry': tokenOf(other.binding.link())
  }
  for (const [name, token] of Object.entries(forged)) await failsAs(t, binding.redeem(token as string, ACCOUNT, async () => { t.fail(name) }), { code: 'XHS_ERR_BINDING' }, name)
})
