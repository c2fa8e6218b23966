import assert from 'node:assert/strict'
import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import t from 'tap'
import { readXml } from '../../src/callback/read-xml.js'
import { vectors } from '../vectors.js'

const { accept, reject, reject_generated: generated } = vectors.wechat.xml
const MALFORMED = { code: 'WECHAT_ERR_MALFORMED', statusCode: 400 }
/** Structural rules of messages are the callback's, not the reader's. */
const REFUSED_LATER = new Set(['no FromUserName', 'no MsgType', 'FromUserName given twice', 'FromUserName has child elements'])
const IDENTIFIERS = new Set(['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Event'])

t.test('reads every XML vector that must be accepted', async (t) => {
  for (const { name, xml, expect, either } of accept) {
    if (either !== undefined) {
      t.throws(() => readXml(xml), MALFORMED, `${name}: refused`)
      continue
    }
    const fields = readXml(xml)
    for (const [field, value] of Object.entries(expect)) {
      const read = fields[field]
      t.same(IDENTIFIERS.has(field) && typeof read === 'string' ? read.trim() : read, value, `${name}: ${field}`)
    }
  }
  t.equal(({} as { polluted?: unknown }).polluted, undefined, 'no object is polluted')
  const selected = accept.find(({ also }) => also === 'top-level Label is absent')
  t.notOk(Object.hasOwn(readXml(selected?.xml ?? ''), 'Label'), 'a nested element is not read as a top-level one')
})

t.test('refuses every XML vector that must be refused', async (t) => {
  for (const { name, xml, either } of reject) {
    if (REFUSED_LATER.has(name)) t.ok(readXml(xml), `${name}: well-formed`)
    else if (either !== undefined) t.equal(readXml(xml).Content, 'ab', `${name}: the character is removed`)
    else t.throws(() => readXml(xml), MALFORMED, name)
  }
})

t.test('refuses generated monsters', async (t) => {
  for (const { name, build } of generated) {
    if (name === 'oversize body') continue
    const { prefix, suffix, times, open = '', close = '', unit = '', unit_template: template = '' } = build
    const units = template === '' ? unit.repeat(times) : Array.from({ length: times }, (_, index) => template.replace('{i}', String(index))).join('')
    t.throws(() => readXml(prefix + open.repeat(times) + units + close.repeat(times) + suffix), MALFORMED, name)
  }
})

t.test('reads what the dialect allows beside the usual', async (t) => {
  const cases: Array<[string, string, unknown]> = [
    ['an empty root', '<xml></xml>', {}],
    ['a blank root', '<xml> \n </xml>', {}],
    ['a root that closes itself', '<xml/>', {}],
    ['an element that closes itself', '<xml><a/><b /></xml>', { a: '', b: '' }],
    ['attributes, which mean nothing', '<xml v="1"><a b=\'2\' c = "3">x</a></xml>', { a: 'x' }],
    ['comments', '<!-- a --><xml><!-- b --><a>x<!-- c -->y</a></xml><!-- d -->', { a: 'xy' }],
    ['a declaration', "<?xml version='1.0' encoding='utf-8' standalone=\"yes\" ?>\n<xml><a>1</a></xml>\n", { a: '1' }],
    ['elements of one name', '<xml><l><i>1</i><i>2</i><i>3</i></l></xml>', { l: { i: ['1', '2', '3'] } }],
    ['blank text', '<xml><a>  </a></xml>', { a: '  ' }],
    ['blank text beside CDATA', '<xml><a> <![CDATA[ x ]]> </a></xml>', { a: ' x ' }],
    ['line ends', '<xml><a>1\r\n2\r3\n4</a></xml>', { a: '1\n2\n3\n4' }],
    ['a closing tag with a blank', '<xml><a>1</a ></xml>', { a: '1' }],
    ['names of inherited properties', '<xml><toString>1</toString><hasOwnProperty>2</hasOwnProperty></xml>', { toString: '1', hasOwnProperty: '2' }],
    ['eight levels', '<xml><b><c><d><e><f><g><h>1</h></g></f></e></d></c></b></xml>', { b: { c: { d: { e: { f: { g: { h: '1' } } } } } } }]
  ]
  for (const [name, xml, expected] of cases) t.same(readXml(xml), expected, name)
})

t.test('refuses what the dialect does not allow', async (t) => {
  const cases = [
    '', ' ', 'x', '<xml', '<xml>', '<xml><a></xml>', '<xml></xml', '<xml>text</xml>', '<xml><a>1</a>text</xml>', '<xml><![CDATA[x]]><a>1</a></xml>',
    '<xml></xml>x', '<xml></xml><xml></xml>', '<xmlx></xmlx>', '<XML></XML>', '<xml><1a>1</1a></xml>', '<xml><-a>1</-a></xml>', '<xml>< a>1</a></xml>',
    '<xml><a.b>1</a.b></xml>', `<xml><${'a'.repeat(65)}>1</${'a'.repeat(65)}></xml>`, '<xml><a b></a></xml>', '<xml><a b="1></a></xml>', '<xml><a b="&x;"></a></xml>',
    '<xml><a/ ></xml>', '<xml><a>&#55296;</a></xml>', '<xml><a>&#x110000;</a></xml>', '<xml><a>&#8;</a></xml>', '<xml><a>&#xffff;</a></xml>', '<xml><a>&</a></xml>',
    '<xml><a>&amp</a></xml>', '<xml><?php ?></xml>', '<?xml version="1.0" encoding="gbk"?><xml></xml>', '<?xml-stylesheet href="x"?><xml></xml>', ' <?xml version="1.0"?><xml></xml>',
    '<xml><!-- a -- b --></xml>', '<xml><!-- a</xml>', '<xml><![CDATA[x]]</xml>', '<xml><!ELEMENT a></xml>', '<xml><prototype>1</prototype></xml>',
    '<xml><b><c><d><e><f><g><h><i>1</i></h></g></f></e></d></c></b></xml>', `<xml>${'<a>1</a>'.repeat(500)}</xml>`
  ]
  for (const xml of cases) t.throws(() => readXml(xml), MALFORMED, xml.slice(0, 80))
})

const name = fc.constantFrom('a', 'b', 'Content', 'MsgId', 'List', 'x_y', 'x-y', 'A1')
// What fast-xml-parser is known to do otherwise is left out: it ends lines and trims in its own way.
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  // eslint-disable-next-line no-control-regex -- XML forbids exactly these
  .map((value) => value.replace(/[\u0000-\u001f\ufffe\uffff]/g, '').trim())
  .filter((value) => value !== '')
const leaf = text.chain((value) => fc.constantFrom(
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`,
  [...value].map((char) => `&#${String(char.codePointAt(0))};`).join(''),
  [...value].map((char) => `&#x${(char.codePointAt(0) ?? 0).toString(16)};`).join('')
))
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(name, leaf).map(([tag, inner]) => `<${tag}>${inner}</${tag}>`),
    fc.tuple(name, fc.array(tie('element'), { minLength: 1, maxLength: 4 })).map(([tag, inner]) => `<${tag}>${inner.join('')}</${tag}>`)
  )
}))
const document = fc.array(element, { minLength: 1, maxLength: 8 }).map((elements) => `<xml>${elements.join('')}</xml>`)

const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreAttributes: true, processEntities: true, htmlEntities: true })

t.test('reads every well-formed document as fast-xml-parser does', async (t) => {
  fc.assert(fc.property(document, (xml) => {
    const plain = JSON.parse(JSON.stringify((parser.parse(xml) as { xml: unknown }).xml)) as unknown
    assert.deepEqual(readXml(xml), plain)
  }), { numRuns: 2000 })
  t.pass('2,000 documents')
})

t.test('accepts nothing that the validator of fast-xml-parser refuses', async (t) => {
  const broken = fc.tuple(document, fc.nat(), fc.nat(4), fc.string({ maxLength: 4 })).map(([xml, at, drop, insert]) => {
    const index = at % xml.length
    return xml.slice(0, index) + insert + xml.slice(index + drop)
  })
  let accepted = 0
  fc.assert(fc.property(broken, (xml) => {
    let fields
    try {
      fields = readXml(xml)
    } catch (error) {
      return (error as { code?: string }).code === 'WECHAT_ERR_MALFORMED'
    }
    accepted++
    // eslint-disable-next-line no-control-regex -- the reader drops them, the validator does not look at them
    return typeof fields === 'object' && XMLValidator.validate(xml.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')) === true
  }), { numRuns: 5000 })
  t.ok(accepted > 100, `${accepted} broken documents were still well-formed`)
})
