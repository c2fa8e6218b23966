import t from 'tap'
import fc from 'fast-check'
import type { Content } from '@kefuhub/contract'
import { checkSendable, splitText, toOutgoing, type Envelope } from '../../src/desk/outgoing.js'
import { CAPABILITIES, START_MS } from './stand.js'

const envelope: Envelope = {
  idBase: 'base', channel: 'shop', thread: 'shop:alice', conversation: 'conversation-1', contact: 'contact-1', author: { kind: 'agent', id: 'a1' }, at: new Date(START_MS), trace: 'trace-1'
}
const text = (value: string): Content => ({ type: 'text', text: value })
const graphemesOf = (value: string) => Array.from(new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(value), ({ segment }) => segment)
const said = (value: string) => value.replaceAll(/\s/g, '')

/** Texts as people write them: words, sentences, lines, Chinese, characters of several code points. */
const texts = fc.array(fc.constantFrom('退款', '好的。', '请问？', 'word', 'A sentence. ', ' ', '\n', '\n\n', '👨‍👩‍👧‍👦', '🇨🇳', 'é', '한', '！', '　', '\r\n', '👍🏽'), { maxLength: 120 }).map((parts) => parts.join(''))
const anything = fc.oneof(texts, fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }))
const sizes = fc.integer({ min: 30, max: 400 })

t.test('whatever the text, no part is longer than allowed and nothing but white space is lost', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(anything, sizes, (value, maxBytes) => {
    const parts = splitText(value, maxBytes)
    return parts.every((part) => Buffer.byteLength(part) <= maxBytes) && said(parts.join('')) === said(value)
  }), { numRuns: 300 }))
})

t.test('no part is empty, unless the text says nothing', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(anything, sizes, (value, maxBytes) => {
    const parts = splitText(value, maxBytes)
    return parts.length === 1 || parts.every((part) => part.trim() !== '')
  }), { numRuns: 300 }))
  t.same(splitText(`${' '.repeat(100)}hello`, 60), ['hello'])
  t.same(splitText(' '.repeat(100), 60), [''])
})

t.test('no character of several code points is cut that fits into a part', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(texts, sizes, (value, maxBytes) => {
    const whole = graphemesOf(value).filter((segment) => segment.trim() !== '')
    return JSON.stringify(splitText(value, maxBytes).flatMap(graphemesOf).filter((segment) => segment.trim() !== '')) === JSON.stringify(whole)
  }), { numRuns: 300 }))
})

t.test('no half of a pair is left over, however narrow the part', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(texts, fc.integer({ min: 1, max: 12 }), (value, maxBytes) => {
    const parts = splitText(value, maxBytes)
    return said(parts.join('')) === said(value) && parts.every((part) => Buffer.from(part).toString() === part)
  })))
})

t.test('a text that fits is left as it is, white space included', async (t) => {
  t.same(splitText('  hello \n', 60), ['  hello \n'])
  t.same(splitText('', 60), [''])
  t.same(splitText('退'.repeat(20), 60), ['退'.repeat(20)])
})

t.test('the cut is at a line, else at the end of a sentence, else between words, else anywhere', async (t) => {
  t.same(splitText('one two three\nfour five. six', 20), ['one two three', 'four five. six'])
  t.same(splitText('您好，请稍等。我去查一下订单', 36), ['您好，请稍等。', '我去查一下订单'])
  t.same(splitText('It is here. It is not', 16), ['It is here.', 'It is not'])
  t.same(splitText('alpha beta gamma', 12), ['alpha beta', 'gamma'])
  t.same(splitText('version 1.2.3.4.5.6', 14), ['version', '1.2.3.4.5.6'])
  t.same(splitText('a'.repeat(25), 10), ['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)])
})

t.test('a border so early that the part would be short is passed over', async (t) => {
  t.same(splitText(`ok\n${'a'.repeat(20)}`, 12), [`ok\n${'a'.repeat(9)}`, 'a'.repeat(11)])
})

t.test('one character that is longer than a part takes as few parts as it can', async (t) => {
  const endless = `e${'\u0301'.repeat(1000)}`
  const parts = splitText(endless, 100)
  t.equal(parts.join(''), endless)
  t.ok(parts.length <= Math.ceil(Buffer.byteLength(endless) / 98), `${parts.length} parts`)
})

t.test('a text longer than the channel takes becomes several messages in order; anything else is one', async (t) => {
  const docs = toOutgoing(envelope, text('a'.repeat(150)), CAPABILITIES)
  t.strictSame(docs[1], {
    _id: 'base.0001',
    channel: 'shop',
    thread: 'shop:alice',
    direction: 'out',
    at: new Date(START_MS),
    content: text('a'.repeat(60)),
    trace: 'trace-1',
    due: new Date(START_MS),
    conversation: 'conversation-1',
    contact: 'contact-1',
    author: { kind: 'agent', id: 'a1' },
    delivery: { state: 'due', attempts: 0 }
  })
  t.same(docs.map(({ _id }) => _id), ['base.0000', 'base.0001', 'base.0002'])
  const link: Content = { type: 'link', url: 'https://example.com', title: 'a'.repeat(150) }
  t.match(toOutgoing(envelope, link, CAPABILITIES), [{ _id: 'base.0000', content: link }])
  t.equal(toOutgoing(envelope, text('a'.repeat(150)), { ...CAPABILITIES, out: { text: {} } }).length, 1)
})

t.test('the ids of a thousand parts stand in the order of the parts', async (t) => {
  const ids = toOutgoing(envelope, text('a'.repeat(1200)), { ...CAPABILITIES, out: { text: { maxBytes: 1 } } }).map(({ _id }) => _id)
  t.equal(ids.length, 1200)
  t.same([...ids].sort(), ids)
})

t.test('content that the channel cannot send is refused, and the error says what it can', async (t) => {
  const image = (bytes?: number): Content => ({ type: 'image', media: { state: 'stored', id: 'm1', ...(bytes !== undefined && { bytes }) } })
  t.throws(() => checkSendable('shop', { type: 'location', latitude: 1, longitude: 1 }, CAPABILITIES), { code: 'KH_ERR_DELIVERY_UNSUPPORTED', message: /'location'.*text, image, link/ })
  t.throws(() => checkSendable('shop', image(1001), CAPABILITIES), { code: 'KH_ERR_DELIVERY_TOO_LARGE', message: /1000 bytes/ })
  t.doesNotThrow(() => checkSendable('shop', image(1000), CAPABILITIES))
  t.doesNotThrow(() => checkSendable('shop', image(), CAPABILITIES))
  t.doesNotThrow(() => checkSendable('shop', text('a'.repeat(10_000)), CAPABILITIES))
})
