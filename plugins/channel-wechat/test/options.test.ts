import { checkOptions, type OptionsError } from '@kefuhub/contract/testing'
import { secretPaths } from '@kefuhub/contract'
import t from 'tap'
import { capabilitiesOf } from '../src/capabilities.js'
import { Options } from '../src/options.js'
import { OPTIONS } from './stand.js'
import { vectors } from './vectors.js'

const check = (options: object): Options => checkOptions('channel-wechat', Options, options) as Options

function pathsOf (options: object): string[] {
  try {
    check(options)
    return []
  } catch (error) {
    return (error as OptionsError).problems.map(({ path }) => path)
  }
}

t.test('fills in what an operator need not know', async (t) => {
  t.match(check(OPTIONS), {
    mode: 'security',
    apiBase: 'https://api.weixin.qq.com',
    maxAgeMs: 300_000,
    replyWindows: { message: { sends: 5, durationMs: 172_800_000 }, menu: { sends: 3, durationMs: 60_000 }, follow: { sends: 3 }, scan: { sends: 3 } },
    limits: { textMaxBytes: 2048, thumbMaxBytes: 65_536 },
    mergeByUnionId: false,
    transfer: false,
    markAi: false,
    rate: 50,
    tokenEndpoint: 'stable',
    language: 'zh_CN'
  })
})

t.test('refuses bad options and names them', async (t) => {
  const cases: Array<[string, object, string]> = [
    ['no secret', { ...OPTIONS, appSecret: undefined }, '/appSecret'],
    ['an id that is none', { ...OPTIONS, appId: 'gh_0123456789ab' }, '/appId'],
    ['the app id as original id', { ...OPTIONS, originalId: OPTIONS.appId }, '/originalId'],
    ['a short token', { ...OPTIONS, token: 'ab' }, '/token'],
    ['a token with a dash', { ...OPTIONS, token: 'hub-token' }, '/token'],
    ['a long token', { ...OPTIONS, token: 'a'.repeat(33) }, '/token'],
    ['an unknown mode', { ...OPTIONS, mode: 'clear' }, '/mode'],
    ['no key in security mode', { ...OPTIONS, encodingAESKey: undefined }, '/encodingAESKey'],
    ['no key in compatible mode', { ...OPTIONS, encodingAESKey: undefined, mode: 'compatible' }, '/encodingAESKey'],
    ['an address with a path', { ...OPTIONS, apiBase: 'https://example.com/api' }, '/apiBase'],
    ['no web address', { ...OPTIONS, apiBase: 'api.weixin.qq.com' }, '/apiBase'],
    ['no sends', { ...OPTIONS, replyWindows: { menu: { sends: 0 } } }, '/replyWindows/menu/sends'],
    ['an unknown window', { ...OPTIONS, replyWindows: { payment: { sends: 1 } } }, '/replyWindows/payment'],
    ['no rate', { ...OPTIONS, rate: 0 }, '/rate'],
    ['a transfer to nobody', { ...OPTIONS, transfer: { kfAccount: 'a' } }, '/transfer/kfAccount'],
    ['four buttons', { ...OPTIONS, menu: { button: Array.from({ length: 4 }, () => ({ name: 'a', type: 'click', key: 'k' })) } }, '/menu/button'],
    ['a button that does something new', { ...OPTIONS, menu: { button: [{ name: 'a', type: 'fly' }] } }, '/menu/button/0/type'],
    ['an unknown option', { ...OPTIONS, apikey: 'x' }, '/apikey']
  ]
  for (const [name, options, path] of cases) t.ok(pathsOf(options).includes(path), `${name}: ${pathsOf(options).join(' ')}`)
  for (const { encoding_aes_key: encodingAESKey, why } of vectors.config.invalid_keys) {
    t.ok(pathsOf({ ...OPTIONS, encodingAESKey }).includes('/encodingAESKey'), `a key of ${why}`)
    t.ok(pathsOf({ ...OPTIONS, previousEncodingAESKey: encodingAESKey }).includes('/previousEncodingAESKey'), `a previous key of ${why}`)
  }
})

t.test('names every mistake at once', async (t) => {
  const paths = pathsOf({ appId: 'x', token: '-', mode: 'x', rate: 0, extra: 1 })
  t.same(new Set(paths.filter((path) => path !== '')), new Set(['/appId', '/token', '/mode', '/rate', '/extra', '/appSecret', '/originalId', '/encodingAESKey']))
})

t.test('accepts what is optional', async (t) => {
  for (const options of [
    { mode: 'plain', encodingAESKey: undefined },
    { menu: null },
    { transfer: true },
    { transfer: { kfAccount: 'test1@test' } },
    { kfAccounts: { 'agent-1': 'test1@test' } },
    { apiBase: 'http://127.0.0.1:8080/' }
  ]) t.same(pathsOf({ ...OPTIONS, ...options }), [], JSON.stringify(options))
})

t.test('keeps its secrets secret', async (t) => {
  t.same(new Set(secretPaths(Options).map(([key]) => key)), new Set(['appSecret', 'token', 'encodingAESKey', 'previousEncodingAESKey']))
})

t.test('computes the capabilities from the options', async (t) => {
  const { replyWindows, rate, out } = capabilitiesOf(check({ ...OPTIONS, rate: 7, replyWindows: { message: { sends: 20 } }, limits: { textMaxBytes: 600 } }))
  t.match(replyWindows, [{ trigger: 'message', sends: 20, durationMs: 172_800_000 }, { trigger: 'menu', sends: 3 }, { trigger: 'follow' }, { trigger: 'scan' }])
  t.same(rate, { sends: 7, perMs: 1000 })
  t.equal(out.text?.maxBytes, 600)
  t.notOk('location' in out || 'file' in out || 'event' in out)
})
