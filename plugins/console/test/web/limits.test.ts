import t from 'tap'
import type { ChannelCapabilities } from '../../web/api/types.js'
import { countParts, judgeFile, toAccept } from '../../web/workspace/composer/limits.js'

type Out = ChannelCapabilities['out']

const wechat: Out = {
  text: { maxBytes: 2048 },
  image: { maxBytes: 10_000, mimeTypes: ['image/png', 'image/jpeg', 'image/gif'] },
  voice: { maxBytes: 2000, mimeTypes: ['audio/amr', 'audio/mpeg'] },
  video: { maxBytes: 50_000, mimeTypes: ['video/mp4'] }
}
const web: Out = { text: {}, image: {}, voice: {}, video: {}, file: { mimeTypes: ['image/*', 'application/pdf'], maxBytes: 100 } }
const judge = (type: string, size: number, out: Out) => judgeFile({ type, size }, out)

t.test('a file goes as what it is', async (t) => {
  t.strictSame(judge('image/png', 10, wechat), { type: 'image' })
  t.strictSame(judge('video/mp4', 10, wechat), { type: 'video' })
  t.strictSame(judge('audio/mpeg', 10, wechat), { type: 'voice' }, 'no files here: it goes as a voice note')
  t.strictSame(judge('audio/mpeg', 10, { ...wechat, file: {} }), { type: 'file' }, 'a music file is no voice note')
  t.strictSame(judge('application/pdf', 10, web), { type: 'file' })
  t.strictSame(judge('', 10, { file: {} }), { type: 'file' }, 'of a type that the browser does not know')
})

t.test('what is too large or of a wrong format is refused before it is uploaded', async (t) => {
  t.strictSame(judge('image/png', 10_001, wechat), { objection: { kind: 'size', maxBytes: 10_000 } })
  t.strictSame(judge('image/png', 10_000, wechat), { type: 'image' }, 'the bound itself is allowed')
  t.strictSame(judge('image/webp', 10, wechat), { objection: { kind: 'type' } })
  t.strictSame(judge('application/pdf', 10, wechat), { objection: { kind: 'type' } })
  t.strictSame(judge('text/plain', 10, web), { objection: { kind: 'type' } })
  t.strictSame(judge('application/pdf', 101, web), { objection: { kind: 'size', maxBytes: 100 } })
  t.strictSame(judge('image/png', 0, wechat), { objection: { kind: 'empty' } })
  t.strictSame(judge('image/png', 10, { text: {} }), { objection: { kind: 'none' } })
})

t.test('a picture that is none for the channel may still go as a file', async (t) => {
  t.strictSame(judge('image/svg+xml', 10, { image: { mimeTypes: ['image/png'] }, file: {} }), { type: 'file' })
})

t.test('the file dialog offers what the channel takes', async (t) => {
  t.equal(toAccept(wechat), 'image/png,image/jpeg,image/gif,audio/amr,audio/mpeg,video/mp4')
  t.equal(toAccept({ image: {}, voice: {} }), 'image/*,audio/*')
  t.equal(toAccept({ file: {} }), '', 'anything')
})

t.test('a text has as many parts as its bytes fill', async (t) => {
  t.equal(countParts('a'.repeat(2048), wechat), 1)
  t.equal(countParts('汉'.repeat(683), wechat), 2)
  t.equal(countParts('a'.repeat(100_000), web), 1)
})
