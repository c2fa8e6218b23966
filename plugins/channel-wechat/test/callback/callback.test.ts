import t from 'tap'
import { Callback, callbackPath } from '../../src/callback/callback.js'
import { decodeKey, encrypt } from '../../src/callback/envelope.js'
import type { Options } from '../../src/options.js'
import { readXml } from '../../src/callback/read-xml.js'
import { sign } from '../../src/callback/signature.js'
import { NOW_MS } from '../stand.js'
import { vectors } from '../vectors.js'

const { config, wechat } = vectors
const aesKey = (name: 'K1' | 'K2'): string => config.keys[name].encoding_aes_key
const makeOptions = (options: Partial<Options> = {}): Options => ({
  appId: config.appid, token: config.token, originalId: config.gh_id, encodingAESKey: aesKey('K1'), mode: 'security', maxAgeMs: 300_000, ...options
}) as Options
const openerOf = (options: Partial<Options> = {}): Callback => new Callback(makeOptions(options))

const TIMESTAMP = String(NOW_MS / 1000)
const plainXml = wechat.xml.accept[0]?.xml ?? ''
/** A request in plain mode. */
const plain = (xml = plainXml, nonce = '1', timestamp = TIMESTAMP): [Record<string, unknown>, Buffer, number] =>
  [{ timestamp, nonce, signature: sign(config.token, timestamp, nonce) }, Buffer.from(xml), NOW_MS]
/** A request in security mode. */
function sealed (xml: string | Buffer, nonce = '1'): [Record<string, unknown>, Buffer, number] {
  const ciphertext = encrypt(xml.toString(), decodeKey(aesKey('K1')), config.appid)
  const query = { timestamp: TIMESTAMP, nonce, encrypt_type: 'aes', msg_signature: sign(config.token, TIMESTAMP, nonce, ciphertext) }
  return [query, Buffer.from(`<xml><ToUserName>${config.gh_id}</ToUserName><Encrypt> ${ciphertext}\n</Encrypt></xml>`), NOW_MS]
}

t.test('derives a path that nobody can guess and that stays the same', async (t) => {
  const path = callbackPath(makeOptions())
  t.match(path, /^\/[0-9a-f]{16}$/)
  t.equal(callbackPath(makeOptions()), path)
  t.not(callbackPath(makeOptions({ token: 'another' })), path)
  t.not(callbackPath(makeOptions({ appId: 'wxanother0123456' })), path)
})

t.test('opens every encrypted vector', async (t) => {
  for (const { name, key, mode, query, body, expect, decrypted_xml: xml } of wechat.encrypted_post.accept) {
    const opened = openerOf({ mode, encodingAESKey: aesKey(key) }).openMessage(query, Buffer.from(body), NOW_MS)
    t.match(opened.fields, expect, name)
    t.equal(opened.xml, xml, name)
  }
})

t.test('opens messages under the key before the last change', async (t) => {
  const { current_key: current, previous_key: previous, must_accept: names } = wechat.encrypted_post.key_rotation
  const opener = openerOf({ encodingAESKey: aesKey(current), previousEncodingAESKey: aesKey(previous) })
  for (const name of names) {
    const vector = wechat.encrypted_post.accept.find((one) => one.name === name)
    t.match(opener.openMessage(vector?.query ?? {}, Buffer.from(vector?.body ?? ''), NOW_MS).fields, vector?.expect, name)
  }
})

t.test('refuses every forged or broken vector', async (t) => {
  for (const { name, key, query, body } of wechat.encrypted_post.reject) {
    t.throws(() => openerOf({ encodingAESKey: aesKey(key) }).openMessage(query, Buffer.from(body), NOW_MS), { code: /^WECHAT_ERR_/ }, name)
  }
})

t.test('refuses what its message mode does not allow', async (t) => {
  const [query, body] = plain()
  for (const mode of ['security', 'compatible'] as const) {
    t.throws(() => openerOf({ mode }).openMessage(query, body, NOW_MS), { code: 'WECHAT_ERR_DOWNGRADE' }, `plain in ${mode} mode`)
  }
  t.throws(() => openerOf({ mode: 'plain' }).openMessage(...sealed(plainXml)), { code: 'WECHAT_ERR_DOWNGRADE' }, 'encrypted in plain mode')
  t.ok(openerOf({ mode: 'plain' }).openMessage({ ...query, encrypt_type: 'raw' }, body, NOW_MS), 'raw is plain')
})

t.test('refuses query parameters that are missing, repeated, too long or no numbers', async (t) => {
  const [query, body] = plain()
  const cases: Array<[string, Record<string, unknown>]> = [
    ['no signature', { signature: undefined }], ['no timestamp', { timestamp: undefined }], ['no nonce', { nonce: undefined }],
    ['two signatures', { signature: [query.signature, query.signature] }], ['two nonces', { nonce: ['1', '1'] }], ['two timestamps', { timestamp: [TIMESTAMP, TIMESTAMP] }],
    ['a timestamp with a sign', plain(plainXml, '1', `-${TIMESTAMP}`)[0]], ['a timestamp in hex', plain(plainXml, '1', '0x1')[0]],
    ['a long nonce', plain(plainXml, 'n'.repeat(257))[0]]
  ]
  for (const [name, change] of cases) {
    t.throws(() => openerOf({ mode: 'plain' }).openMessage({ ...query, ...change }, body, NOW_MS), { code: 'WECHAT_ERR_SIGNATURE' }, name)
  }
})

t.test('refuses timestamps further from now than the age', async (t) => {
  for (const [ageMs, isRefused] of [[299_000, false], [300_000, false], [301_000, true], [-300_000, false], [-301_000, true]] as const) {
    const opener = openerOf({ mode: 'plain' })
    const [query, body] = plain(plainXml, '1', String((NOW_MS - ageMs) / 1000))
    const open = (): unknown => opener.openMessage(query, body, NOW_MS)
    if (isRefused) t.throws(open, { code: 'WECHAT_ERR_STALE' }, `${ageMs} ms old`)
    else t.ok(open(), `${ageMs} ms old`)
  }
})

t.test('lets a repeat through and refuses the same nonce with another body', async (t) => {
  const other = plainXml.replace('你好', '再见')
  const opener = openerOf({ mode: 'plain' })
  t.ok(opener.openMessage(...plain()))
  t.ok(opener.openMessage(...plain()), 'the same body')
  t.throws(() => opener.openMessage(...plain(other)), { code: 'WECHAT_ERR_REPLAY' }, 'another body')
  t.ok(opener.openMessage(...plain(other, '2')), 'another nonce')

  const safe = openerOf()
  const request = sealed(plainXml)
  t.ok(safe.openMessage(...request))
  t.ok(safe.openMessage(...request), 'the same encrypted body')
  t.throws(() => safe.openMessage(...sealed(other)), { code: 'WECHAT_ERR_REPLAY' }, 'another encrypted body')
  t.ok(safe.openMessage(...sealed(plainXml.replace(config.openid, 'oSomebodyElse'))), 'another customer who happens to get the same nonce')
})

t.test('answers the verification of the address', async (t) => {
  for (const { name, query, expect_body: body } of wechat.url_verification.accept) t.equal(openerOf().openEcho(query, NOW_MS), body, name)
  for (const { name, query } of wechat.url_signature.reject) t.throws(() => openerOf().openEcho(query, NOW_MS), { code: 'WECHAT_ERR_SIGNATURE' }, name)
  const [query] = plain()
  t.throws(() => openerOf().openEcho(query, NOW_MS), { code: 'WECHAT_ERR_SIGNATURE' }, 'no echostr')
  t.throws(() => openerOf().openEcho({ ...query, echostr: ['1', '2'] }, NOW_MS), { code: 'WECHAT_ERR_SIGNATURE' }, 'two echostr')
  t.throws(() => openerOf().openEcho({ ...query, echostr: '1' }, NOW_MS + 301_000), { code: 'WECHAT_ERR_STALE' }, 'an old one')
})

t.test('opens an encrypted verification', async (t) => {
  const echostr = encrypt('5927782489442352469', decodeKey(aesKey('K1')), config.appid)
  const query = { timestamp: TIMESTAMP, nonce: '1', encrypt_type: 'aes', echostr, msg_signature: sign(config.token, TIMESTAMP, '1', echostr) }
  t.equal(openerOf().openEcho(query, NOW_MS), '5927782489442352469')
  t.throws(() => openerOf().openEcho({ ...query, msg_signature: sign(config.token, TIMESTAMP, '1') }, NOW_MS), { code: 'WECHAT_ERR_SIGNATURE' })
})

t.test('does not let the signature of a verification carry a message', async (t) => {
  const opener = openerOf({ mode: 'plain' })
  const [query, body] = plain()
  t.equal(opener.openEcho({ ...query, echostr: '1' }, NOW_MS), '1')
  t.throws(() => opener.openMessage(query, body, NOW_MS), { code: 'WECHAT_ERR_REPLAY' })
})

t.test('refuses messages whose identity is unclear or another account\'s', async (t) => {
  const from = `<FromUserName><![CDATA[${config.openid}]]></FromUserName>`
  const cases: Array<[string, string, string]> = [
    ['for another account', plainXml.replace(config.gh_id, 'gh_other'), 'WECHAT_ERR_ACCOUNT'],
    ['no sender', plainXml.replace(from, ''), 'WECHAT_ERR_MALFORMED'],
    ['two senders', plainXml.replace(from, from + from), 'WECHAT_ERR_MALFORMED'],
    ['a nested sender', plainXml.replace(from, '<FromUserName><a>1</a></FromUserName>'), 'WECHAT_ERR_MALFORMED'],
    ['a blank sender', plainXml.replace(from, '<FromUserName> </FromUserName>'), 'WECHAT_ERR_MALFORMED'],
    ['a long sender', plainXml.replace(config.openid, 'o'.repeat(257)), 'WECHAT_ERR_MALFORMED'],
    ['no type', plainXml.replace(/<MsgType>.*<\/MsgType>/, ''), 'WECHAT_ERR_MALFORMED'],
    ['no time', plainXml.replace(/<CreateTime>.*<\/CreateTime>/, ''), 'WECHAT_ERR_MALFORMED'],
    ['a time that is none', plainXml.replace('1767225600', 'now'), 'WECHAT_ERR_MALFORMED']
  ]
  for (const [name, xml, code] of cases) {
    t.throws(() => openerOf({ mode: 'plain' }).openMessage(...plain(xml)), { code }, `plain: ${name}`)
    t.throws(() => openerOf().openMessage(...sealed(xml)), { code }, `encrypted: ${name}`)
  }
  const pretty = plainXml.replaceAll('<![CDATA[', '\n<![CDATA[ ').replaceAll(']]>', ' ]]>\n')
  t.match(openerOf({ mode: 'plain' }).openMessage(...plain(pretty)).fields, { FromUserName: config.openid, MsgType: 'text', Content: ' 你好 ' }, 'identifiers are trimmed, text is not')
})

t.test('seals passive replies in the encrypted modes only', async (t) => {
  const reply = { ToUserName: config.openid, MsgType: 'text', Content: 'a]]>b' }
  t.same(readXml(openerOf({ mode: 'plain' }).writeReply(reply, NOW_MS)), reply)
  for (const mode of ['security', 'compatible'] as const) {
    const { Encrypt, MsgSignature, TimeStamp, Nonce } = readXml(openerOf({ mode }).writeReply(reply, NOW_MS)) as Record<string, string>
    t.equal(MsgSignature, sign(config.token, String(TimeStamp), String(Nonce), String(Encrypt)))
    t.equal(TimeStamp, TIMESTAMP)
    t.not(openerOf({ mode }).writeReply(reply, NOW_MS), openerOf({ mode }).writeReply(reply, NOW_MS), 'never the same twice')
  }
})
