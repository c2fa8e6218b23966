import fc from 'fast-check'
import t from 'tap'
import { parseJson, parseObject } from '../../src/callback/json.js'

const parse = (text: string): unknown => parseJson(Buffer.from(text))

t.test('loses no digit of an id', async (t) => {
  const cases: Array<[string, unknown]> = [
    ['{"id":9007199254740993}', { id: '9007199254740993' }],
    ['{"id":-9007199254740993}', { id: '-9007199254740993' }],
    ['{"id":9007199254740991}', { id: 9007199254740991 }],
    ['[12345678901234567890, 1]', ['12345678901234567890', 1]],
    ['12345678901234567890', '12345678901234567890'],
    ['{"a":"12345678901234567890","b":"\\"12345678901234567890","c":1.5,"d":1e3}', { a: '12345678901234567890', b: '"12345678901234567890', c: 1.5, d: 1000 }],
    ['{"12345678901234567890":12345678901234567890}', { '12345678901234567890': '12345678901234567890' }],
    ['{"a":"\\\\","b":12345678901234567890}', { a: '\\', b: '12345678901234567890' }],
    ['{"a":1e999}', { a: '1e999' }],
    ['{"a":0.12345678901234567890}', { a: 0.12345678901234568 }]
  ]
  for (const [text, value] of cases) t.strictSame(parse(text), value, text)
})

t.test('gives the same as JSON.parse for everything else', async (t) => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
    const text = JSON.stringify(value)
    // Doubles of many digits are no ids; only whole ones become texts.
    if (/\b\d{17,}\b|__proto__|\\u0000/.test(text)) return true
    return JSON.stringify(parse(text)) === JSON.stringify(JSON.parse(text))
  }))
  t.pass('holds')
})

t.test('refuses what is no JSON, even where quoting would make it some', async (t) => {
  for (const text of ['', '{', '{12345678901234567890:1}', '12345678901234567890x', '01234567890123456789', '{"a":12345678901234567890,}', "{'a':1}", '\u0000']) {
    t.throws(() => parse(text), { code: 'XHS_ERR_MALFORMED', statusCode: 400 }, text)
  }
  t.throws(() => parseJson(Buffer.from([0x22, 0xff, 0x22])), { message: /UTF-8/ })
})

t.test('refuses what goes too deep or means to change objects', async (t) => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  t.ok(parse(nested(32)))
  t.throws(() => parse(nested(33)), { message: /nested deeper/ })
  t.throws(() => parse(nested(100_000)), { code: 'XHS_ERR_MALFORMED' })
  t.throws(() => parse('{"a":{"__proto__":{"x":1}}}'), { message: /a key/ })
  t.throws(() => parse('{"a\\u0000b":1}'), { message: /a key/ })
})

t.test('is quick with long texts', async (t) => {
  const long = `{"a":"${'\\n'.repeat(60_000)}${'1'.repeat(100_000)}","b":12345678901234567890}`
  t.match(parse(long), { b: '12345678901234567890' })
})

t.test('wants an object where one is due', async (t) => {
  t.strictSame(parseObject(Buffer.from('{"a":1}')), { a: 1 })
  for (const text of ['[]', 'null', '"a"', '1']) t.throws(() => parseObject(Buffer.from(text)), { message: /not an object/ }, text)
})
