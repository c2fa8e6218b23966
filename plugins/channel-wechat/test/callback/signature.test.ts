import t from 'tap'
import { isSignedBy, sign } from '../../src/callback/signature.js'
import { vectors } from '../vectors.js'

const { accept, reject } = vectors.wechat.url_signature

t.test('signs and accepts every signature vector', async (t) => {
  for (const { name, token, timestamp, nonce, signature } of accept) {
    t.equal(sign(token, timestamp, nonce), signature, name)
    t.ok(isSignedBy(signature, token, timestamp, nonce), name)
    t.ok(isSignedBy(signature, nonce, token, timestamp), `${name}, whatever the order`)
  }
})

t.test('refuses every wrong signature', async (t) => {
  for (const { name, query } of reject) {
    t.notOk(isSignedBy(query.signature, vectors.config.token, String(query.timestamp), String(query.nonce)), name)
  }
  const [{ token, timestamp, nonce, signature }] = accept as [typeof accept[number]]
  t.notOk(isSignedBy(signature.toUpperCase(), token, timestamp, nonce), 'upper case')
})
