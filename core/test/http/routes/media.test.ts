import t from 'tap'
import type { MediaRef } from '@kefuhub/contract'
import { startConversation, storeInbound } from '../conversation-fixture.js'
import { openFixture, type Fixture } from '../hub-fixture.js'

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

async function upload (fixture: Fixture, payload: Buffer | string, headers: Record<string, string>, query = '') {
  return await fixture.app.inject({ method: 'POST', url: `/api/v1/media${query}`, payload, headers: { ...headers, ...await fixture.as('agent') } })
}

t.test('a file is uploaded as it is and can be read back', async (t) => {
  const fixture = await openFixture(t)
  const response = await upload(fixture, PNG, { 'content-type': 'application/octet-stream' }, `?name=${encodeURIComponent('收据 1.png')}`)
  t.equal(response.statusCode, 201)
  const ref = response.json() as MediaRef
  t.match(ref, { state: 'stored', id: /^.{24}$/, name: '收据 1.png', mimeType: 'image/png', bytes: PNG.length, sha256: /^[0-9a-f]{64}$/ })
  t.same((await fixture.media.get(ref.id ?? '')).bytes, PNG)
  t.match(await fixture.store.audit.find({ _id: { $gt: 0 } }).lean(), [{ actor: /^token:/, action: 'media.upload', target: ref.id, detail: { sha256: ref.sha256 } }])
})

t.test('bytes stay bytes whatever type they claim', async (t) => {
  const fixture = await openFixture(t)
  for (const [type, mimeType] of [['application/json', 'application/json'], ['text/plain', 'text/plain'], ['text/html', 'application/octet-stream'], ['image/svg+xml', 'application/octet-stream']] as const) {
    const response = await upload(fixture, '{"a": 1', { 'content-type': type })
    t.equal(response.statusCode, 201, type)
    t.equal(response.json().mimeType, mimeType)
    t.equal((await fixture.media.get(response.json().id)).bytes.toString(), '{"a": 1')
  }
  const untyped = await fixture.app.inject({ method: 'POST', url: '/api/v1/media', payload: PNG, headers: await fixture.as('agent') })
  t.equal(untyped.json().mimeType, 'image/png')
})

t.test('what is too long, empty, a form or badly named is not kept', async (t) => {
  const fixture = await openFixture(t, { maxBytes: 100 })
  const refusal = async (payload: Buffer | string, type: string, query = '') => {
    const response = await upload(fixture, payload, { 'content-type': type }, query)
    return [response.statusCode, response.json().error.code]
  }
  t.equal((await upload(fixture, Buffer.alloc(100), { 'content-type': 'application/octet-stream' })).statusCode, 201)
  t.same(await refusal(Buffer.alloc(101), 'application/octet-stream'), [413, 'KH_ERR_API_TOO_LARGE'])
  t.same(await refusal('', 'application/octet-stream'), [400, 'KH_ERR_API_INPUT'])
  t.same(await refusal('--x--', 'multipart/form-data; boundary=x'), [415, 'KH_ERR_API_MEDIA_TYPE'])
  t.same(await refusal('a', 'text/plain', '?name=a%0d%0ab'), [400, 'KH_ERR_API_INPUT'])
  t.same(await refusal('a', 'text/plain', `?name=${'n'.repeat(256)}`), [400, 'KH_ERR_API_INPUT'])
})

t.test('a picture is shown, in a sandbox and by nobody else', async (t) => {
  const fixture = await openFixture(t)
  const ref = await fixture.media.put(PNG, { name: '收据 "1".png' })
  await storeInbound(fixture, await startConversation(fixture), 'm1', { type: 'image', media: ref })
  const response = await fixture.app.inject({ url: '/api/v1/messages/m1/media/media', headers: await fixture.as('agent') })
  t.equal(response.statusCode, 200)
  t.same(response.rawPayload, PNG)
  t.match(response.headers, {
    'content-type': 'image/png',
    'content-disposition': /^inline; filename="\?\? .*filename\*=UTF-8''%E6%94%B6%E6%8D%AE%20%221%22\.png$/,
    'content-length': String(PNG.length),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': /^private\b/
  })
})

t.test('what a browser could run is a download', async (t) => {
  const fixture = await openFixture(t)
  const conversation = await startConversation(fixture)
  const cases: Array<[content: Buffer, claimed: string, type: string, disposition: string]> = [
    [Buffer.from('<script>alert(1)</script>'), 'text/html', 'application/octet-stream', 'attachment'],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'image/svg+xml', 'application/octet-stream', 'attachment'],
    [Buffer.from('%PDF-1.7\n'), 'application/pdf', 'application/pdf', 'attachment'],
    [Buffer.from('#!AMR\n....'), 'audio/amr', 'audio/amr', 'inline'],
    [Buffer.from('?'), 'video/mp4', 'video/mp4', 'inline']
  ]
  for (const [index, [bytes, claimed, type, disposition]] of cases.entries()) {
    const ref = await fixture.media.put(bytes, { mimeType: claimed })
    await storeInbound(fixture, conversation, `m${index}`, { type: 'file', name: 'x', media: ref }, index)
    const { headers } = await fixture.app.inject({ url: `/api/v1/messages/m${index}/media/media`, headers: await fixture.as('agent') })
    t.same([headers['content-type'], headers['content-disposition']], [type, disposition], claimed)
  }
})

t.test('each file of a message has its own address, and one that is not stored has none yet', async (t) => {
  const fixture = await openFixture(t)
  const [video, still] = [await fixture.media.put(Buffer.from('video'), {}), await fixture.media.put(PNG, {})]
  const conversation = await startConversation(fixture)
  await storeInbound(fixture, conversation, 'm1', { type: 'video', media: video, thumbnail: still })
  await storeInbound(fixture, conversation, 'm2', { type: 'image', media: { state: 'remote', remote: 'later' } }, 1)
  await storeInbound(fixture, conversation, 'm3', { type: 'image', media: { state: 'stored', id: 'lost' } }, 2)
  const headers = await fixture.as('agent')
  const get = async (path: string) => await fixture.app.inject({ url: `/api/v1/messages/${path}`, headers })
  t.equal((await get('m1/media/media')).body, 'video')
  t.same((await get('m1/media/thumbnail')).rawPayload, PNG)
  for (const path of ['m1/media/image', 'm2/media/media', 'm3/media/media']) {
    const response = await get(path)
    t.equal(response.statusCode, 404, path)
    t.equal(response.json().error.code, 'KH_ERR_MEDIA_NOT_FOUND')
  }
})
