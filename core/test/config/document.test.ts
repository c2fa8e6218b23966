import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readDocument, MAX_CONFIG_BYTES } from '../../src/config/document.js'
import { writeConfig } from './sample.js'

const read = (t: Test, text: string) => readDocument(writeConfig(t, text))

t.test('knows where keys and values stand', async (t) => {
  const document = read(t, 'server:\n  port: 3000\nplugins:\n  - id: a\n    options: { "k": [1, 22] }\n  -\n')
  t.same(document.value, { server: { port: 3000 }, plugins: [{ id: 'a', options: { k: [1, 22] } }, null] })
  t.same(document.locate(['server', 'port'], 'key'), { line: 2, column: 3 })
  t.same(document.locate(['server', 'port'], 'value'), { line: 2, column: 9 })
  t.same(document.locate(['plugins', 0, 'options', 'k', 1], 'value'), { line: 5, column: 25 })
  t.same(document.locate(['plugins', 0, 'use'], 'key'), { line: 4, column: 5 }, 'a missing key: the entry')
  t.same(document.locate(['server', 'x', 'y', 3], 'value'), { line: 1, column: 1 }, 'the nearest thing above')
  t.same(document.locate([], 'value'), { line: 1, column: 1 })
})

t.test('looks through aliases', async (t) => {
  const document = read(t, 'a: &x\n  b: 1\nc: *x\n')
  t.same(document.value, { a: { b: 1 }, c: { b: 1 } })
  t.same(document.locate(['c', 'b'], 'value'), { line: 2, column: 6 })
})

t.test('an empty file says nothing, which is an empty config', async (t) => {
  t.same(read(t, '').value, {})
  t.same(read(t, '# nothing yet\n').value, {})
  t.same(read(t, '').locate(['server'], 'key'), { line: 1, column: 1 })
})

t.test('reads YAML 1.2: no surprises from yes, 0777 and dates', async (t) => {
  t.strictSame(read(t, 'a: yes\nb: 2026-11-23\nc: 010\nd: true\ne: ~\n1: x\n').value, { a: 'yes', b: '2026-11-23', c: 10, d: true, e: null, 1: 'x' })
})

t.test('drops a byte order mark and takes Windows line ends', async (t) => {
  const document = read(t, '\ufeffa: 1\r\nb: 2\r\n')
  t.same(document.value, { a: 1, b: 2 })
  t.same(document.locate(['b'], 'key'), { line: 2, column: 1 })
})

t.test('names keys that stand twice, and goes on', async (t) => {
  const document = read(t, 'a: 1\nb: { "c": 1, "c": 2 }\na: 3\n')
  t.same(document.faults, [
    { kind: 'duplicate', fact: 'c', line: 2, column: 14 },
    { kind: 'duplicate', fact: 'a', line: 3, column: 1 }
  ])
  t.same(document.value, { a: 3, b: { c: 2 } })
})

t.test('tells the first syntax fault in words that repeat nothing of the file', async (t) => {
  const cases: Array<[string, RegExp, { line: number, column: number }]> = [
    ['a: 1\n\tb: 2\n', /tab/, { line: 2, column: 1 }],
    ['a: "x\n', /quote/, { line: 2, column: 1 }],
    ['a: b: c\n', /quotes/, { line: 1, column: 4 }],
    ['a: *nothing\n', /anchor/, { line: 1, column: 4 }],
    ['a: !secret x\n', /tags/, { line: 1, column: 4 }],
    ['a: 1\n---\nb: 2\n', /one document/, { line: 2, column: 1 }],
    ['a: @x\n', /quotes/, { line: 1, column: 4 }],
    ['a: "\\q"\n', /escape/, { line: 1, column: 5 }],
    // eslint-disable-next-line no-template-curly-in-string
    ['a: { b: ${env:X} }\n', /inside \{ \} or \[ \] a reference needs quotes/, { line: 1, column: 10 }],
    ['a: [\n', /bracket above is still open/, { line: 2, column: 1 }],
    ['a: &x &y 1\n', /out of place/, { line: 1, column: 7 }]
  ]
  for (const [text, fact, position] of cases) {
    const { faults, value } = read(t, text)
    t.equal(faults.length, 1, text)
    t.match(faults[0], { kind: 'syntax', fact, ...position }, text)
    t.equal(value, undefined, text)
  }
})

t.test('refuses a file that is built to explode', async (t) => {
  const laughs = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...[...'bcdefgh'].map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(', ')}]`)].join('\n')
  t.match(read(t, laughs).faults, [{ kind: 'syntax', fact: /aliases/ }])
  t.match(read(t, `a: ${'['.repeat(100_000)}`).faults, [{ kind: 'syntax' }])
  t.match(read(t, 'a: &a\n  b: [{ c: *a }]\n').faults, [{ kind: 'syntax', fact: /inside what it names/, line: 2, column: 12 }])
})

t.test('a file that cannot be read is told by its name and what is wrong with it', async (t) => {
  const dir = t.testdir({ long: '#'.repeat(MAX_CONFIG_BYTES + 1), fits: '#'.repeat(MAX_CONFIG_BYTES) })
  mkdirSync(join(dir, 'folder'))
  writeFileSync(join(dir, 'binary'), Buffer.from([0xff, 0xfe, 0xfd]))
  t.throws(() => readDocument(join(dir, 'absent')), { code: 'KH_ERR_CONFIG_NOT_FOUND', message: /absent cannot be read: it does not exist/ })
  t.throws(() => readDocument(join(dir, 'folder')), { code: 'KH_ERR_CONFIG_NOT_FOUND', message: /it is not a file/ })
  t.throws(() => readDocument(join(dir, 'binary')), { code: 'KH_ERR_CONFIG_NOT_FOUND', message: /it is not UTF-8 text/ })
  t.throws(() => readDocument(join(dir, 'x'.repeat(300))), { code: 'KH_ERR_CONFIG_NOT_FOUND', message: /ENAMETOOLONG/ })
  t.throws(() => readDocument(join(dir, 'long')), { code: 'KH_ERR_CONFIG_TOO_LARGE', message: /1048576 bytes/ })
  t.same(readDocument(join(dir, 'fits')).value, {})
})
