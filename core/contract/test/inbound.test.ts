import fc from 'fast-check'
import t from 'tap'
import { CONTENT_TYPES, INBOUND_LIMITS, checkInbound, contentProblem, type Content, type ContentType, type InboundMessage } from '@kefuhub/contract'

const media = { state: 'remote', remote: 'r' } as const
const message: InboundMessage = {
  eventKey: 'a:1', sender: { id: 'a', name: 'Ann' }, sentAt: new Date(0), content: { type: 'text', text: 'hi' }, trigger: 'message', raw: { a: [1, 'x', null, true, { b: undefined }] }
}

const contents: { [T in ContentType]: Extract<Content, { type: T }> } = {
  text: { type: 'text', text: '' },
  image: { type: 'image', media },
  voice: { type: 'voice', media, durationMs: 1, transcript: 'x' },
  video: { type: 'video', media, thumbnail: { state: 'stored', id: '1' }, title: 't', description: 'd' },
  file: { type: 'file', name: 'a.pdf', media: { state: 'failed', error: 'gone' }, bytes: 3 },
  location: { type: 'location', latitude: -90, longitude: 180, label: 'l', scale: 1 },
  link: { type: 'link', url: 'https://example.org', title: 't', description: 'd', imageUrl: 'u' },
  card: { type: 'card', kind: 'product', title: 't', data: { price: '1' } },
  event: { type: 'event', name: 'follow', key: 'k', data: { ticket: 'x' } },
  menu: { type: 'menu', text: 't', items: [{ id: '1', label: 'a' }], footer: 'f' },
  template: { type: 'template', template: 't1', text: 't', values: { a: 'b' }, url: 'u' },
  form: { type: 'form', form: 'repair', title: 't', fields: [{ name: 'a', title: 'A', value: 'x' }, { name: 'b', title: 'B', value: 1 }, { name: 'c', title: 'C', value: false }], text: 't', language: 'zh' },
  unsupported: { type: 'unsupported', platformType: 'x', text: 't' }
}

const wrongContents: Array<[unknown, RegExp]> = [
  [undefined, /^content must be an object$/],
  [null, /^content must be an object$/],
  [{ text: 'x' }, /^content\.type must be a known/],
  [{ type: 'toString' }, /^content\.type must be a known/],
  [{ type: 'hologram' }, /^content\.type must be a known/],
  [{ type: 'text' }, /^content must have required property 'text'$/],
  [{ type: 'text', text: 1 }, /^content\.text must be string$/],
  [{ type: 'text', text: 'x'.repeat(65537) }, /^content\.text must NOT have more than 65536 characters$/],
  [{ type: 'text', text: 'x', bold: true }, /^content has an unknown field 'bold'$/],
  [{ type: 'image', media: { ...media, size: 1 } }, /^content\.media has an unknown field 'size'$/],
  [{ type: 'image', media: { state: 'remote' } }, /^content\.media\.remote is missing in a file that is 'remote'$/],
  [{ type: 'video', media, thumbnail: { state: 'stored' } }, /^content\.thumbnail\.id is missing/],
  [{ type: 'image', media: { state: 'failed' } }, /^content\.media\.error is missing/],
  [{ type: 'location', latitude: 91, longitude: 0 }, /^content\.latitude must be <= 90$/],
  [{ type: 'form', form: 'x', title: 't', fields: [{ name: 'a', title: 'A', value: null }] }, /^content\.fields\.0\.value must/],
  [{ type: 'menu', text: 't', items: [] }, /^content\.items must NOT have fewer than 1 items$/],
  [{ type: 'menu', text: 't', items: [{ id: '1' }] }, /^content\.items\.0 must have required property 'label'$/]
]

t.test('takes a good content of every type', (t) => {
  for (const type of CONTENT_TYPES) t.equal(contentProblem(contents[type]), undefined, type)
  t.end()
})

t.test('says what is wrong with a content', (t) => {
  for (const [content, problem] of wrongContents) t.match(contentProblem(content), problem)
  t.end()
})

function nested (depth: number): unknown {
  return depth === 0 ? 'x' : [nested(depth - 1)]
}
const cyclic: Record<string, unknown> = {}
cyclic['self'] = cyclic

const wrongMessages: Array<[object, RegExp]> = [
  [{ eventKey: '' }, /eventKey must be/],
  [{ eventKey: 'x'.repeat(513) }, /eventKey must be/],
  [{ eventKey: 1 }, /eventKey must be/],
  [{ sender: undefined }, /sender must be an object/],
  [{ sender: { id: 'x'.repeat(257) } }, /sender\.id must be/],
  [{ sender: { id: 'a', name: '' } }, /sender\.name must be/],
  [{ sender: { id: 'a', phone: '1' } }, /sender has an unknown field 'phone'/],
  [{ sentAt: new Date(NaN) }, /sentAt must be/],
  [{ sentAt: new Date(-1) }, /sentAt must be/],
  [{ sentAt: '2026-01-01' }, /sentAt must be/],
  [{ trigger: '' }, /trigger must be/],
  [{ trigger: 'x'.repeat(65) }, /trigger must be/],
  [{ content: { type: 'text' } }, /content must have/],
  [{ extra: 1 }, /the message has an unknown field 'extra'/],
  [{ raw: undefined }, /raw must be/],
  [{ raw: () => {} }, /raw must be JSON/],
  [{ raw: { a: 1n } }, /raw must be JSON/],
  [{ raw: [undefined] }, /raw must be JSON/],
  [{ raw: { a: NaN } }, /raw must be JSON/],
  [{ raw: { at: new Date(0) } }, /raw must be JSON/],
  [{ raw: { 'a\0b': 1 } }, /raw must be JSON/],
  [{ raw: cyclic }, /raw must be JSON/],
  [{ raw: nested(INBOUND_LIMITS.rawDepth + 1) }, /raw must be JSON, nested at most 64 deep/],
  [{ raw: '字'.repeat(21845) }, /raw must be at most 65536 bytes/]
]

t.test('takes a good message, with and without what may be absent', (t) => {
  const { trigger: _trigger, ...rest } = message
  t.doesNotThrow(() => checkInbound(message))
  t.doesNotThrow(() => checkInbound({ ...rest, sender: { id: 'a' } }))
  t.end()
})

t.test('refuses a message and names the field, not its value', (t) => {
  t.throws(() => checkInbound(undefined), { code: 'KH_ERR_MESSAGE_INVALID', message: /the message must be an object/ })
  for (const [change, problem] of wrongMessages) t.throws(() => checkInbound({ ...message, ...change }), { code: 'KH_ERR_MESSAGE_INVALID', message: problem }, problem.source)
  t.end()
})

t.test('takes what stands exactly at its bound', (t) => {
  for (const change of [
    { eventKey: 'x'.repeat(512) }, { sender: { id: 'x'.repeat(256), name: 'x'.repeat(256) } }, { trigger: 'x'.repeat(64) },
    { raw: 'x'.repeat(65534) }, { raw: '字'.repeat(21844) }, { raw: nested(INBOUND_LIMITS.rawDepth) }, { raw: null }, { raw: Object.create(null) },
    { content: { type: 'text', text: 'x'.repeat(65536) } }
  ]) t.doesNotThrow(() => checkInbound({ ...message, ...change }))
  t.end()
})

t.test('takes any JSON as raw up to its bound, and no more', (t) => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), fc.integer({ min: 0, max: 40_000 }), (value, padding) => {
    const raw = { value, padding: '"'.repeat(padding) }
    const hasNul = JSON.stringify(Object.keys(flat(raw))).includes('\\u0000')
    const isGood = Buffer.byteLength(JSON.stringify(raw)) <= INBOUND_LIMITS.rawBytes && !hasNul
    try {
      checkInbound({ ...message, raw })
      return isGood
    } catch {
      return !isGood
    }
  }), { numRuns: 300 })
  t.end()
})

/** All keys of a value, at any depth. */
function flat (value: unknown, keys: Record<string, true> = {}): Record<string, true> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      keys[key] = true
      flat(child, keys)
    }
  }
  return keys
}
