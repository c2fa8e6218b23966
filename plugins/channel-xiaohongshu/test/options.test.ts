import { secretPaths } from '@kefuhub/contract'
import { checkOptions, type OptionsError } from '@kefuhub/contract/testing'
import t from 'tap'
import { capabilitiesOf } from '../src/capabilities.js'
import { Options } from '../src/options.js'
import { IM, LEAD_TOKEN, OPTIONS } from './stand.js'
import { optionsOf } from './wire-of.js'

/** The paths of what is wrong with options. */
function pathsOf (options: object): string[] {
  try {
    checkOptions('channel-xiaohongshu', Options, options)
    return []
  } catch (error) {
    return (error as OptionsError).problems.map(({ path }) => path)
  }
}

const im = (more: object): object => ({ im: { ...IM, ...more } })
const wire = (more: object): object => ({ ...OPTIONS, wire: more })

t.test('fills in what an operator need not know', async (t) => {
  t.match(optionsOf(), {
    apiBase: 'https://adapi.xiaohongshu.com',
    bindUrl: 'https://ad.xiaohongshu.com/api/leona/three/im/account/add',
    timeoutMs: 8000,
    addressAllowList: [],
    leadPush: { path: '/leads' },
    silentAfterMs: 86_400_000,
    wire: {
      inbound: { paths: { message: '/api/open/im/send' }, separator: '~split~', fields: { id: ['message_id'] }, signature: { kind: 'none' }, ack: { status: 200, body: { code: 0, msg: 'success', success: true } } },
      leads: { signature: { kind: 'hmac-sha1', name: 'X-Red-Signature', prefix: 'sha1=' } },
      outbound: { path: '/api/open/im/third/send', tokenHeader: 'Access-Token', fields: { account: 'user_id', content: 'content' }, isRepeatable: false },
      answer: { okCodes: ['0'], windowCodes: [] }
    }
  })
  t.equal(optionsOf({ im: { ...IM, accounts: undefined } }).im?.accounts, 'bound')
})

t.test('overrides one fact and keeps the others', async (t) => {
  const { inbound, outbound } = optionsOf({ wire: { inbound: { fields: { id: ['a'] }, paths: { bind: '/b' } }, outbound: { fields: { content: 'content-encrypted' } } } }).wire
  t.match(inbound, { fields: { id: ['a'], from: ['from_user_id'] }, paths: { bind: '/b', message: '/api/open/im/send' } })
  t.match(outbound.fields, { content: 'content-encrypted', account: 'user_id' })
})

t.test('refuses bad options and names them', async (t) => {
  const cases: Array<[string, object, string]> = [
    ['nothing', {}, '/im'],
    ['no app id', im({ appId: undefined }), '/im/appId'],
    ['a short key', im({ cipherKey: '0011' }), '/im/cipherKey'],
    ['a key that is no hex', im({ cipherKey: 'x'.repeat(32) }), '/im/cipherKey'],
    ['no token', im({ token: {} }), '/im/token'],
    ['two tokens', im({ token: { static: { value: 'a' }, oauth2: { secret: 'b' } } }), '/im/token'],
    ['oauth without a secret', im({ token: { oauth2: { authCode: 'x' } } }), '/im/token/oauth2/secret'],
    ['no accounts', im({ accounts: [] }), '/im/accounts'],
    ['accounts that are none', im({ accounts: 'all' }), '/im/accounts'],
    ['an unknown option of messages', im({ appSecret: 'x' }), '/im/appSecret'],
    ['a lead path without a slash', { leadPush: { path: 'leads' } }, '/leadPush/path'],
    ['an address with a path', { ...OPTIONS, apiBase: 'https://example.com/api' }, '/apiBase'],
    ['a long wait', { ...OPTIONS, timeoutMs: 60_000 }, '/timeoutMs'],
    ['no rate', { ...OPTIONS, rate: 0 }, '/rate'],
    ['a window without an end', { ...OPTIONS, replyWindow: {} }, '/replyWindow/durationMs'],
    ['an hour that does not exist', { ...OPTIONS, businessHours: { from: '25:00', to: '18:00' } }, '/businessHours/from'],
    ['a probe that is too frequent', { ...OPTIONS, probe: { path: '/x', everyMs: 1 } }, '/probe/everyMs'],
    ['a signature that nobody knows', wire({ inbound: { signature: { kind: 'rsa' } } }), '/wire/inbound/signature/kind'],
    ['a path that is none', wire({ outbound: { path: 'https://x' } }), '/wire/outbound/path'],
    ['a field path that is none', wire({ inbound: { fields: { id: 'message_id' } } }), '/wire/inbound/fields/id'],
    ['a type that becomes nothing', wire({ inbound: { types: { X: { as: 'dance' } } } }), '/wire/inbound/types/X/as'],
    ['a picture without an upload', wire({ outbound: { image: { type: 'IMAGE', content: {} } } }), '/wire/outbound/image/upload'],
    ['an unknown fact', wire({ inbound: { path: '/x' } }), '/wire/inbound/path'],
    ['an unknown option', { ...OPTIONS, apikey: 'x' }, '/apikey']
  ]
  for (const [name, options, path] of cases) t.ok(pathsOf(options).includes(path), `${name}: ${pathsOf(options).join(' ')}`)
})

t.test('accepts what is optional', async (t) => {
  for (const options of [{ leadPush: {} }, { im: IM }, im({ token: { oauth2: { secret: 's', refreshToken: 'r' } } }), { ...OPTIONS, businessHours: { from: '09:00', to: '18:00' } }]) t.same(pathsOf(options), [], JSON.stringify(options))
})

t.test('keeps its secrets secret', async (t) => {
  t.same(new Set(secretPaths(Options).map((path) => path.join('.'))), new Set([
    'im.cipherKey', 'im.previousCipherKey', 'im.token.static.value', 'im.token.oauth2.secret', 'im.token.oauth2.authCode', 'im.token.oauth2.refreshToken', 'leadPush.token', 'wire.inbound.signature.key'
  ]))
})

t.test('computes the capabilities from the options', async (t) => {
  t.match(capabilitiesOf(optionsOf()), { out: { text: { maxBytes: 3000 } }, replyWindows: [], rate: { sends: 5, perMs: 1000 }, receipts: [] })
  t.same(Object.keys(capabilitiesOf(optionsOf()).out), ['text'])
  t.same(Object.keys(capabilitiesOf(optionsOf()).in).sort(), ['card', 'event', 'image', 'location', 'text', 'unsupported', 'video', 'voice'])
  const { replyWindows } = capabilitiesOf(optionsOf({ replyWindow: { durationMs: 5000 } }))
  t.match(replyWindows, [{ trigger: 'message', sends: Infinity, durationMs: 5000 }])
  t.match(capabilitiesOf(optionsOf({ replyWindow: { durationMs: 5000, sends: 3 } })).replyWindows, [{ sends: 3 }])
  const rich = { outbound: { image: { type: 'I', content: {}, upload: { path: '/u', id: ['i'] } }, card: { note: { type: 'N', content: {} } } } }
  t.match(capabilitiesOf(optionsOf({ wire: rich })).out, { image: { mimeTypes: ['image/jpeg', 'image/png'] }, card: {} })
  const leadsOnly = capabilitiesOf(checkOptions('x', Options, { leadPush: { token: LEAD_TOKEN } }) as Options)
  t.same([Object.keys(leadsOnly.in).sort(), leadsOnly.out], [['card', 'unsupported'], {}])
})
