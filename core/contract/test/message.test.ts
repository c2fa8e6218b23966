import t from 'tap'
import { CONTENT_TYPES, Content, EVENT_NAMES, TURN_STAGES, mediaOf, type MediaRef } from '@kefuhub/contract'

const ref = (remote: string): MediaRef => ({ state: 'remote', remote })

t.test('the list of types is that of the schema', (t) => {
  const inSchema = (Content as unknown as { anyOf: Array<{ properties: { type: { const: string } } }> }).anyOf.map(({ properties }) => properties.type.const)
  t.same(inSchema, [...CONTENT_TYPES])
  t.end()
})

t.test('finds every file of a content', (t) => {
  t.same(mediaOf({ type: 'image', media: ref('a') }), [{ path: 'media', ref: ref('a') }])
  t.same(mediaOf({ type: 'video', media: ref('a'), thumbnail: ref('b') }), [{ path: 'media', ref: ref('a') }, { path: 'thumbnail', ref: ref('b') }])
  t.same(mediaOf({ type: 'card', kind: 'product', title: 'x', image: ref('c') }), [{ path: 'image', ref: ref('c') }])
  t.same(mediaOf({ type: 'file', name: 'a.pdf' }), [])
  t.same(mediaOf({ type: 'text', text: 'media' }), [])
  t.end()
})

t.test('no name stands twice in a list of names', (t) => {
  for (const names of [CONTENT_TYPES, EVENT_NAMES, TURN_STAGES]) t.equal(new Set<string>(names).size, names.length)
  t.end()
})
