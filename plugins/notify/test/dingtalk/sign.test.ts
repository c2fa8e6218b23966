import t from 'tap'
import { sign, signUrl } from '../../src/dingtalk/sign.js'
import { vectorsOf } from '../vectors.js'

t.test('signs as the vectors do, encoded once', async (t) => {
  const vectors = vectorsOf('dingtalk-custom-robot')
  t.ok(vectors.length > 0)
  for (const { input: { timestampMs, secret }, signBase64, queryString } of vectors) {
    t.equal(sign(secret, Number(timestampMs)), signBase64)
    t.equal(signUrl(new URL('https://x.test/robot/send?access_token=a'), secret, Number(timestampMs)).search, `?access_token=a${queryString}`)
  }
})

t.test('a signed address can be signed again', async (t) => {
  const once = signUrl(new URL('https://x.test/?access_token=a'), 's', 1)
  t.equal(signUrl(once, 's', 2).search, signUrl(new URL('https://x.test/?access_token=a'), 's', 2).search)
})
