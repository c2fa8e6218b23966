import t from 'tap'
import { SamplePlatform, hang, isTo, jsonBody } from '@kefuhub/contract/testing'

t.test('keeps every call with its whole body', async (t) => {
  const platform = new SamplePlatform(() => new Response('ok'))
  const form = new FormData()
  form.set('file', new Blob(['abc'], { type: 'image/png' }), 'a.png')
  await platform.fetch('https://a.test/json?x=1', { method: 'POST', body: '{"a":1}', timeoutMs: 5 })
  await platform.fetch('https://a.test/form', { method: 'POST', body: form })
  await platform.fetch(new URL('https://a.test/plain'))
  const [json, multipart, plain] = platform.calls
  t.match(json, { method: 'POST', timeoutMs: 5 })
  t.same(json && jsonBody(json), { a: 1 })
  t.ok(json && isTo(json, '/json') && isTo(json, /^\/js/) && !isTo(json, '/json?x=1'))
  t.match(multipart?.headers.get('content-type'), /^multipart\/form-data/)
  t.match(multipart?.body.toString(), /filename="a.png"/)
  t.match(plain, { method: 'GET', timeoutMs: 10_000 })
  t.equal(plain && jsonBody(plain), undefined)
})

t.test('an interference answers before the sample does', async (t) => {
  const platform = new SamplePlatform(() => new Response('sample'))
  platform.interfere = (call) => isTo(call, '/a') ? new Response('other') : undefined
  t.equal(await (await platform.fetch('https://a.test/a')).text(), 'other')
  t.equal(await (await platform.fetch('https://a.test/b')).text(), 'sample')
})

t.test('a call ends when its signal is aborted', async (t) => {
  const platform = new SamplePlatform(hang)
  const abort = new AbortController()
  const call = platform.fetch('https://a.test/', { signal: abort.signal })
  abort.abort()
  await t.rejects(call, { name: 'AbortError' })
  await t.rejects(platform.fetch('https://a.test/', { signal: abort.signal }), { name: 'AbortError' })
  t.equal(platform.calls.length, 1, 'a call that never went out does not count')
})
