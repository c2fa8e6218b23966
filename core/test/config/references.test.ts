/* eslint-disable no-template-curly-in-string -- this is the syntax of the config, not of JavaScript */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { Type } from '@kefuhub/contract'
import { coerceReferences, escapeReferences, parseReferences, resolveReferences } from '../../src/config/references.js'

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/)
const fallback = fc.string().filter((text) => !text.includes('}'))

function resolve (value: unknown, env: Record<string, string | undefined> = {}, dir = '/') {
  return resolveReferences(value, { env, dir })
}

t.test('splits a value at its references', async (t) => {
  t.same(parseReferences('a ${env:A} b ${env:B:-x:-y} ${file:/run/s} $${env:C} $5'), [
    { kind: 'text', text: 'a ' },
    { kind: 'env', name: 'A' },
    { kind: 'text', text: ' b ' },
    { kind: 'env', name: 'B', fallback: 'x:-y' },
    { kind: 'text', text: ' ' },
    { kind: 'file', file: '/run/s' },
    { kind: 'text', text: ' ${env:C} $5' }
  ])
  t.same(parseReferences(''), [])
  t.same(parseReferences('${env:A:-}'), [{ kind: 'env', name: 'A', fallback: '' }])
})

t.test('calls every other ${ malformed', async (t) => {
  for (const text of ['${', '${}', '${NAME}', '${env:}', '${env:1A}', '${env:A-b}', '${env:A:b}', '${file:}', '${ENV:A}', '${env:A']) {
    const [segment] = parseReferences(text)
    t.equal(segment?.kind, 'malformed', text)
    t.match(resolve({ key: text }).broken, [{ path: ['key'], kind: 'malformed' }], text)
  }
})

t.test('an escaped text is read back as it was', async (t) => {
  fc.assert(fc.property(fc.array(fc.constantFrom('$', '{', '}', 'env:A', ' ', '客')).map((parts) => parts.join('')), (text) => {
    t.equal(resolve(escapeReferences(text), { A: 'no' }).value, text)
  }), { numRuns: 1000 })
})

t.test('a text without ${ stays as it is', async (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }).filter((text) => !text.includes('${')), (text) => {
    const resolved = resolve({ key: [text] })
    t.same(resolved.value, { key: [text] })
    t.equal(resolved.referenced.size, 0)
  }), { numRuns: 500 })
})

t.test('a reference gives the variable where it is set and not empty, else the default', async (t) => {
  fc.assert(fc.property(name, fallback, fc.string(), fc.string().map(escapeReferences), (name, fallback, value, around) => {
    const plain = resolve(around).value as string
    const text = `${around} \${env:${name}:-${fallback}} ${around}`
    t.equal(resolve(text, { [name]: value }).value, `${plain} ${value === '' ? fallback : value} ${plain}`)
    t.equal(resolve(text).value, `${plain} ${fallback} ${plain}`)
  }), { numRuns: 500 })
})

t.test('what a variable holds is not resolved again', async (t) => {
  fc.assert(fc.property(fc.string(), (inner) => {
    t.equal(resolve('${env:A}', { A: `\${env:B}${inner}`, B: 'no' }).value, `\${env:B}${inner}`)
  }))
})

t.test('only string values change, at any depth, and the tree is a copy', async (t) => {
  fc.assert(fc.property(fc.object({ values: [fc.integer(), fc.boolean(), fc.constant(null), fc.constant('x')] }), (tree) => {
    const before = structuredClone(tree)
    const { value } = resolve(tree)
    t.strictSame(value, before)
    t.not(value, tree)
  }), { numRuns: 200 })
  const resolved = resolve({ a: [{ '${env:A}': '${env:A}' }, 1, null, true] }, { A: 'x' })
  t.strictSame(resolved.value, { a: [{ '${env:A}': 'x' }, 1, null, true] })
  t.same([...resolved.referenced], ['["a",0,"${env:A}"]'])
})

t.test('a key named __proto__ changes no prototype', async (t) => {
  const { value } = resolve(JSON.parse('{ "__proto__": { "polluted": "${env:A}" } }'), { A: 'x' })
  t.equal((value as { polluted?: string }).polluted, undefined)
  t.same(Object.keys(value as object), ['__proto__'])
})

t.test('a missing variable is told apart from an empty one', async (t) => {
  const { broken } = resolve({ a: '${env:A}', b: 'x${env:B}${env:C}' }, { B: '' })
  t.match(broken, [
    { path: ['a'], kind: 'missing', variable: 'A', fact: /A, which is not set/, cure: /set A, or give a default/ },
    { path: ['b'], kind: 'missing', variable: 'B', fact: /B, which is empty/ },
    { path: ['b'], kind: 'missing', variable: 'C' }
  ])
})

t.test('a file gives its text without one newline at the end; relative files start at the config', async (t) => {
  const dir = t.testdir({ a: 'one\n', b: 'two\r\n', c: ' three \n\n', sub: { d: '四' } })
  const { value, fromFiles, broken } = resolve(['${file:a}', '${file:./b}', `\${file:${join(dir, 'c')}}`, 'x${file:sub/d}y'], {}, dir)
  t.same(value, ['one', 'two', ' three \n', 'x四y'])
  t.same(fromFiles, ['one', 'two', ' three \n', '四'])
  t.same(broken, [])
})

t.test('a file that cannot be read is told by what is wrong with it', async (t) => {
  const dir = t.testdir({ empty: '\n', long: 'x'.repeat(65_537), fits: 'x'.repeat(65_536) })
  mkdirSync(join(dir, 'folder'))
  writeFileSync(join(dir, 'binary'), Buffer.from([0xff, 0xfe, 0xfd]))
  const { broken } = resolve(['absent', 'empty', 'long', 'folder', 'binary', 'fits', 'empty/x', 'x'.repeat(300)].map((file) => `\${file:${file}}`), {}, dir)
  t.match(broken.map(({ path, fact }) => [path[0], fact]), [
    [0, /file absent, which does not exist/],
    [1, /is empty/],
    [2, /longer than 65536 bytes/],
    [3, /is not a file/],
    [4, /is not UTF-8 text/],
    [6, /does not exist/],
    [7, /cannot be read \(ENAMETOOLONG\)/]
  ])
})

t.test('one whole ${env:…} becomes the number or boolean that the schema wants there, and nothing else does', async (t) => {
  const schema = Type.Object({
    a: Type.Integer(),
    b: Type.Boolean(),
    c: Type.String(),
    d: Type.Integer(),
    e: Type.Number(),
    f: Type.Integer(),
    g: Type.Union([Type.Boolean(), Type.Integer()]),
    h: Type.Union([Type.Integer(), Type.String()]),
    i: Type.Array(Type.Integer()),
    j: Type.Literal('true')
  })
  const one = '${env:ONE}'
  const yes = '${env:YES}'
  const references = resolve({ a: one, b: yes, c: one, d: `${one}1`, e: '${env:X:--1.5}', f: yes, g: yes, h: one, i: [one], j: yes, unknown: one }, { ONE: '1', YES: 'true' })
  coerceReferences(references.value, references, schema, [])
  t.strictSame(references.value, { a: 1, b: true, c: '1', d: '11', e: -1.5, f: 'true', g: true, h: '1', i: [1], j: 'true', unknown: '1' })
})

t.test('values below another path than the schema speaks of are left alone', async (t) => {
  const references = resolve({ own: { a: '${env:ONE}' }, other: { a: '${env:ONE}' } }, { ONE: '1' })
  coerceReferences(references.value, references, Type.Object({ a: Type.Integer() }), ['own'])
  t.strictSame(references.value, { own: { a: 1 }, other: { a: '1' } })
})
