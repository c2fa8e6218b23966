import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import t from 'tap'
import { GridMedia } from '../../src/store/media.js'
import { openStand } from './stand.js'

const MAX_BYTES = 700_000
const { store, open } = await openStand(t)
const media = new GridMedia(store, MAX_BYTES)

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const countStored = async () => (await Promise.all(['media.files', 'media.chunks'].map(async (name) => await store.connection.collection(name).countDocuments({}))))

t.test('a file comes back byte by byte, also through another process', async (t) => {
  // Longer than one chunk of GridFS.
  const bytes = randomBytes(600_000)
  const ref = await media.put(bytes, { name: '说明 书.bin', mimeType: 'application/x-own' })
  t.strictSame(ref, {
    state: 'stored',
    id: ref.id,
    bytes: 600_000,
    mimeType: 'application/x-own',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    name: '说明 书.bin'
  })
  const found = await new GridMedia(await open(), MAX_BYTES).get(ref.id as string)
  t.strictSame(found.ref, ref)
  t.ok(found.bytes.equals(bytes))
})

t.test('a stream is stored like a buffer', async (t) => {
  const ref = await media.put(Readable.from([png.subarray(0, 20), png.subarray(20)]), {})
  t.match(ref, { bytes: png.length, mimeType: 'image/png' })
  t.ok((await media.get(ref.id as string)).bytes.equals(png))
  t.notOk('name' in ref)
})

t.test('an empty file is a file', async (t) => {
  const ref = await media.put(Buffer.alloc(0), {})
  t.match(ref, { bytes: 0, mimeType: 'application/octet-stream' })
  t.equal((await media.get(ref.id as string)).bytes.length, 0)
})

t.test('ids are random, long and differ for the same content', async (t) => {
  const ids = await Promise.all(Array.from({ length: 20 }, async () => (await media.put(png, {})).id as string))
  t.equal(new Set(ids).size, 20)
  t.ok(ids.every((id) => /^[A-Za-z0-9_-]{24}$/.test(id)))
})

t.test('the content decides the type, whatever is claimed', async (t) => {
  for (const mimeType of ['text/html', 'video/mp4', 'application/javascript']) {
    t.match(await media.put(png, { mimeType }), { mimeType: 'image/png' }, mimeType)
  }
})

t.test('a claimed type is kept where the content does not tell and a browser would not run it', async (t) => {
  const text = Buffer.from('just some words')
  const kept: Record<string, string> = {
    'text/plain': 'text/plain',
    'Audio/AMR; rate=8000': 'audio/amr',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  }
  for (const [mimeType, expected] of Object.entries(kept)) t.equal((await media.put(text, { mimeType })).mimeType, expected)
  const refused = [
    'text/html', 'TEXT/HTML; charset=utf-8', ' text/html', 'application/xhtml+xml', 'image/svg+xml', 'text/xml', 'application/xml', 'application/atom+xml',
    'text/xsl', 'text/javascript', 'application/x-javascript', 'application/ecmascript', 'text/vbscript', 'multipart/x-mixed-replace', 'image/png',
    'text/plain\r\nx-injected: 1', 'text/', 'nonsense', ''
  ]
  for (const mimeType of refused) t.equal((await media.put(text, { mimeType })).mimeType, 'application/octet-stream', JSON.stringify(mimeType))
  t.equal((await media.put(text, {})).mimeType, 'application/octet-stream')
})

t.test('a page of XHTML or a picture of SVG is never kept as such, whatever is claimed', async (t) => {
  const pages = [
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<!doctype html><script>alert(1)</script>'
  ]
  for (const page of pages) {
    for (const mimeType of ['text/html', 'image/svg+xml', 'application/xml']) {
      const { id, mimeType: kept } = await media.put(Buffer.from(page), { mimeType })
      t.equal(kept, 'application/octet-stream', `${page.slice(0, 20)} as ${mimeType}`)
      t.equal((await media.get(id as string)).ref.mimeType, 'application/octet-stream')
    }
  }
})

t.test('a file may be as long as the bound; one byte more is refused and nothing of it is kept', async (t) => {
  t.match(await media.put(Buffer.alloc(MAX_BYTES), {}), { bytes: MAX_BYTES })
  const before = await countStored()
  await t.rejects(media.put(Buffer.alloc(MAX_BYTES + 1), {}), { code: 'KH_ERR_MEDIA_TOO_LARGE', statusCode: 413 })
  t.same(await countStored(), before)
})

t.test('a stream without an end is closed at the bound', async (t) => {
  let given = 0
  const endless = new Readable({
    read () {
      given += 10_000
      this.push(Buffer.alloc(10_000))
    }
  })
  await t.rejects(media.put(endless, {}), { code: 'KH_ERR_MEDIA_TOO_LARGE' })
  t.equal(endless.destroyed, true)
  t.ok(given < MAX_BYTES * 2, `${given} bytes were read`)
})

t.test('a stream that breaks leaves nothing behind', async (t) => {
  const before = await countStored()
  const broken = new Readable({
    read () {
      this.push(png)
      this.destroy(new Error('connection lost'))
    }
  })
  await t.rejects(media.put(broken, {}), { message: 'connection lost' })
  t.same(await countStored(), before)
})

t.test('a name longer than the contract allows is cut', async (t) => {
  const { name } = await media.put(png, { name: 'n'.repeat(1000) })
  t.equal(name, 'n'.repeat(255))
})

t.test('an id that nobody has is not found', async (t) => {
  await t.rejects(media.get('nobody-has-this'), { code: 'KH_ERR_MEDIA_NOT_FOUND', statusCode: 404 })
})
