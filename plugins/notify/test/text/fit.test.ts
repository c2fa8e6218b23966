import t from 'tap'
import { clip, fitBlocks } from '../../src/text/fit.js'
import { parseMarkdown, type Block } from '../../src/text/markdown.js'

const FAMILY = '👨‍👩‍👧‍👦'
const textOf = (blocks: readonly Block[]): string => blocks.map((block) => block.map(({ spans }) => spans.map(({ text }) => text).join('')).join('/')).join('//')
const fit = (body: string, maxBytes: number): readonly Block[] => fitBlocks(parseMarkdown(body), (blocks) => Buffer.byteLength(textOf(blocks)) <= maxBytes)

t.test('clips a text to bytes, between characters', async (t) => {
  const cases: Array<[string, number, string]> = [
    ['abc', 3, 'abc'],
    ['abcd', 3, '…'],
    ['abcdef', 5, 'ab…'],
    ['客服枢纽', 12, '客服枢纽'],
    ['客服枢纽', 11, '客服…'],
    ['客服枢纽', 8, '客…'],
    [`a${FAMILY}b`, 27, `a${FAMILY}b`],
    [`a${FAMILY}bcd`, 28, 'a…'],
    ['e\u0301e\u0301e\u0301', 7, 'e\u0301…'],
    ['one two', 7, 'one two'],
    ['one two more', 7, 'one…']
  ]
  for (const [text, maxBytes, expected] of cases) {
    t.equal(clip(text, maxBytes), expected, `${text} in ${maxBytes}`)
    t.ok(Buffer.byteLength(clip(text, maxBytes)) <= maxBytes)
  }
})

t.test('leaves alone what fits', async (t) => {
  const blocks = parseMarkdown('a\n\nb')
  t.equal(fitBlocks(blocks, () => true), blocks)
})

t.test('keeps as much as fits, to the byte', async (t) => {
  const body = `**客服** [枢纽](https://x.test/)\n\n- ${FAMILY} tail\n- last`
  const whole = Buffer.byteLength(textOf(parseMarkdown(body)))
  let longest = 0
  for (let maxBytes = 3; maxBytes < whole; maxBytes++) {
    const text = textOf(fit(body, maxBytes))
    t.ok(Buffer.byteLength(text) <= maxBytes && text.endsWith('…'), `${maxBytes}: ${text}`)
    t.ok(Buffer.byteLength(text) >= longest, 'more room never means less text')
    longest = Buffer.byteLength(text)
    t.notMatch(text.replace(FAMILY, ''), /[👨👩👧👦\u200d]/u, 'nobody of the family is lost')
  }
  t.equal(textOf(fit(body, whole)), textOf(parseMarkdown(body)))
})

t.test('a cut span keeps its looks', async (t) => {
  t.strictSame(fit('ab **cdefg**', 7), [[{ spans: [{ text: 'ab ' }, { text: 'c…', bold: true }] }]])
})

t.test('ends with nothing but the mark where nothing fits', async (t) => {
  t.equal(textOf(fitBlocks(parseMarkdown('abc'), () => false)), '…')
  t.strictSame(fitBlocks([], () => false), [])
})
