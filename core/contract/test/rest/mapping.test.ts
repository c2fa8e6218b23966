import t from 'tap'
import { Mapping } from '../../src/rest/index.js'
import { failureOf } from './stand.js'

const RECORD = JSON.parse('{"id": 7, "first": "三", "last": "张", "mobile": "13800000000", "tags": ["a"], "list": [1, 2], "__proto__": {"polluted": true}}') as unknown

t.test('makes a structure from foreign data', async (t) => {
  const mapping = new Mapping('{"id": $string(id), "name": last & first, "phones": [mobile, tel], "tags": tags, "shop": $shop}', 'contact')
  t.same(await mapping.evaluate(RECORD, { shop: 'north' }), { id: '7', name: '张三', phones: ['13800000000'], tags: ['a'], shop: 'north' })
  t.equal(await new Mapping('nothing.here', 'contact').evaluate(RECORD), undefined)
  t.same(await new Mapping('id', 'contact').evaluate([{ id: 1 }, { id: 2 }]), [1, 2])
})

t.test('gives plain data that nobody else has', async (t) => {
  const input = { list: [{ a: 1 }], when: 'x' }
  const list = await new Mapping('list', 'x').evaluate(input) as Array<{ a: number }>
  list[0]!.a = 2
  t.equal(input.list[0]!.a, 1)
  const made = await new Mapping('{"__proto__": {"polluted": true}, "f": function($x){$x}, "n": 1/3, "fs": [function($x){$x}]}', 'x').evaluate({}) as object
  t.same(Object.keys(made), ['n', 'fs'])
  t.equal(Object.getPrototypeOf(made), Object.prototype)
  t.same((made as { fs: unknown[] }).fs, [null])
  t.equal(await new Mapping('$string', 'x').evaluate({}), undefined)
  t.equal((await new Mapping('$', 'x').evaluate(RECORD) as { polluted?: boolean }).polluted, undefined)
})

t.test('says where an expression is wrong', async (t) => {
  for (const text of ['a b', '{"a":', '$f(', '[1']) {
    t.throws(() => new Mapping(text, 'options/rest/contact/id'), { code: 'KH_ERR_REST_EXPRESSION', message: /options\/rest\/contact\/id is not a JSONata expression: .+/ }, text)
  }
})

t.test('refuses data that does not fit, without quoting it', async (t) => {
  for (const [text, input] of [['$number(name)', { name: 'Wang "Bob" \\ 13800000000' }], ['$sum(name)', { name: 'Wang' }], ['name.foo()', { name: 'Wang' }]] as const) {
    const error = await failureOf(new Mapping(text, 'contact/fields').evaluate(input))
    t.match(error, { verdict: 'rejected', message: /^contact\/fields does not fit what it was given: / }, text)
    t.notMatch(error.message, /Wang|Bob|138/)
  }
})

t.test('cannot be made to hang, to overflow or to fill the memory', async (t) => {
  const deep = JSON.parse('['.repeat(70) + ']'.repeat(70)) as unknown
  const cases: Array<[string, string, unknown?]> = [
    ['an endless loop', '($f := function($x){$f($x+1)}; $f(0))'],
    ['an endless recursion', '($f := function($x){1 + $f($x)}; $f(0))'],
    ['an endless list', '[1..10000000]'],
    ['a careless pattern', '$match(text, /^(a+)+$/)', { text: 'a'.repeat(60) + 'b' }],
    ['deep data', '$', { deep }]
  ]
  for (const [name, text, input = {}] of cases) t.equal((await failureOf(new Mapping(text, 'x').evaluate(input))).verdict, 'rejected', name)
})

t.test('matches patterns as JavaScript does', async (t) => {
  t.same(await new Mapping('$match(text, /(\\d)(\\d)/).groups', 'x').evaluate({ text: 'a12b34' }), ['1', '2', '3', '4'])
  t.equal(await new Mapping('$replace(text, /[^0-9]/, "")', 'x').evaluate({ text: '(010) 6-7' }), '01067')
  t.same(await new Mapping('$split(text, /,\\s*/)', 'x').evaluate({ text: 'a, b,c' }), ['a', 'b', 'c'])
  t.equal(await new Mapping('$contains(text, /B/i)', 'x').evaluate({ text: 'abc' }), true)
})
