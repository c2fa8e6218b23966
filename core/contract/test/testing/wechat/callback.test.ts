import t from 'tap'
import { buildCallback, buildVerification } from '../../../src/testing/wechat/callback.js'
import { decryptMessage, signValues } from '../../../src/testing/wechat/crypto.js'
import { readXml, type XmlFields } from '../../../src/testing/wechat/xml.js'
import vectors from './fixtures/vectors.json' with { type: 'json' }
import { accountOptions, appId, openid } from './stand.js'

const account = { ...accountOptions, callbackUrl: 'http://127.0.0.1:1/cb' }
const fields = { MsgType: 'text', Content: '你好', MsgId: 25012345678901234n }
const nowMs = 1_767_225_600_000

t.test('signs address and parameters in plain mode and leaves the body readable', async (t) => {
  const request = buildCallback(account, openid, fields, { nonce: '1320562132', nowMs })
  t.same(request.query, { signature: '3e29ef4f99fb3f919b845b16463da51f1d42e602', timestamp: '1767225600', nonce: '1320562132', openid })
  t.equal(request.url, `${account.callbackUrl}?${new URLSearchParams(request.query).toString()}`)
  t.equal(request.body, vectors.xml.find(({ name }) => name === 'text')?.xml)
  t.equal(request.headers['content-type'], 'text/xml')
})

t.test('sends the envelope only in security mode, and the fields beside it in compatible mode', async (t) => {
  for (const vector of vectors.encrypted_post.filter(({ key }) => key === 'K1')) {
    const mode = vector.mode as 'security' | 'compatible'
    const content = readXml(vector.decrypted_xml)!
    const nonce = vector.query.nonce
    const request = buildCallback(account, openid, content as XmlFields, { mode, nonce, nowMs })
    const outer = readXml(request.body)!
    const inner = decryptMessage(String(outer.Encrypt), account.encodingAESKey)
    t.same(Object.keys(outer), Object.keys(readXml(vector.body)!), `${vector.name}: the same elements`)
    t.same(Object.keys(request.query).sort(), Object.keys(vector.query).sort(), 'the same parameters')
    t.equal(request.query.signature, vector.query.signature)
    t.equal(request.query.msg_signature, signValues(account.token, '1767225600', nonce, String(outer.Encrypt)))
    t.equal(inner?.id, appId)
    t.match(readXml(inner!.text), content)
  }
})

t.test('fills in the head unless the fields bring their own', async (t) => {
  const { body } = buildCallback(account, openid, { ToUserName: 'gh_other', CreateTime: 7, ...fields }, { nowMs })
  t.match(readXml(body), { ToUserName: 'gh_other', FromUserName: openid, CreateTime: '7' })
})

t.test('takes the timestamp given, and the time of now otherwise', async (t) => {
  t.equal(buildCallback(account, openid, fields, { timestamp: 5, nowMs }).query.timestamp, '5')
  const before = Math.floor(Date.now() / 1000)
  t.ok(Number(buildCallback(account, openid, fields).query.timestamp) >= before)
})

t.test('keeps the query that the callback address has already', async (t) => {
  t.match(buildCallback({ ...account, callbackUrl: 'http://h/cb?x=1' }, openid, fields).url, /^http:\/\/h\/cb\?x=1&signature=/)
})

t.test('refuses an account without an http address', async (t) => {
  const { callbackUrl, ...without } = account
  t.match(callbackUrl, 'http://')
  t.throws(() => buildCallback(without, openid, fields), { code: 'KH_ERR_SIMULATOR_CALLBACK_URL' })
  t.throws(() => buildCallback({ ...account, callbackUrl: 'http://' }, openid, fields), { code: 'KH_ERR_SIMULATOR_CALLBACK_URL' })
  t.throws(() => buildVerification({ ...account, callbackUrl: 'https://h/' }, '1', nowMs), { code: 'KH_ERR_SIMULATOR_CALLBACK_URL' })
})
