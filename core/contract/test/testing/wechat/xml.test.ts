import t from 'tap'
import { readXml, writeXml } from '../../../src/testing/wechat/xml.js'

t.test('writes texts as CDATA, numbers bare, nested and repeated elements, and leaves null out', async (t) => {
  t.equal(writeXml({ A: 'x', B: 12n, C: 1.5, D: null, E: { F: ['1', '2'] } }),
    '<xml><A><![CDATA[x]]></A><B>12</B><C>1.5</C><E><F><![CDATA[1]]></F><F><![CDATA[2]]></F></E></xml>')
})

t.test('splits a text that would close its section', async (t) => {
  t.equal(writeXml({ A: 'a]]>b' }), '<xml><A><![CDATA[a]]]]><![CDATA[>b]]></A></xml>')
})

t.test('reads back what it writes', async (t) => {
  for (const text of ['a]]>b', ']]>', 'x]]', '  hi  ', '007', '1e5', 'true', '<b>&amp;</b>', '<!DOCTYPE html>', '第一行\n第二行', '😀👨‍👩‍👧', '']) {
    t.same(readXml(writeXml({ A: text })), { A: text }, JSON.stringify(text))
  }
})

t.test('reads entities and character references outside CDATA, and trims space around CDATA', async (t) => {
  t.same(readXml('<xml><A>a &lt; b &#128512;&#x1F44D;</A>\n<B>\n<![CDATA[x]]>\n</B></xml>'), { A: 'a < b 😀👍', B: 'x' })
})

t.test('does not read what is malformed, has a document type, foreign entities or another root', async (t) => {
  const refused = [
    '', 'ok', '{"errcode":0}', '<xml><A></xml>', '<xml></xml><xml></xml>', '<html><A>1</A></html>', '<xml>text</xml>',
    '<!DOCTYPE xml><xml><A>1</A></xml>', '<!DOCTYPE xml [<!ENTITY e "x">]><xml><A>&e;</A></xml>', '<xml><A>&nbsp;</A></xml>'
  ]
  for (const text of refused) t.equal(readXml(text), undefined, text)
})
