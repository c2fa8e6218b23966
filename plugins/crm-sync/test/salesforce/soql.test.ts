import t from 'tap'
import { formatTime, isId, quoteList, quotePhrase, quoteText } from '../../src/salesforce/soql.js'
import { parseSoql } from '../../src/simulator/salesforce/soql.js'
import { parseSosl } from '../../src/simulator/salesforce/sosl.js'

const HOSTILE = [
  'plain', "' OR '1'='1", "\\' OR Name != '", 'x\\', '"', 'a"b', '%', '_', '{}', '}) RETURNING User(Id)', 'a\nb\r\tc\b\f', '\u2028', '?&|![]()^~*:+-', 'OR', 'AND', '王小明', '😀', '\\n', "O'Brien"
]

t.test('whatever a customer writes is one value of a query', async (t) => {
  for (const [number, text] of HOSTILE.entries()) {
    const { where } = parseSoql(`SELECT Id FROM Contact WHERE Name = ${quoteText(text)} LIMIT 1`)
    t.match(where, { type: 'compare', operator: '=', literals: [{ type: 'text', value: text }] }, `text ${number}`)
  }
  t.equal(quoteText('a\0b'), "'ab'")
  t.match(parseSoql(`SELECT Id FROM Contact WHERE Name IN ${quoteList(HOSTILE)}`).where, { literals: HOSTILE.map((value) => ({ value })) })
})

t.test('whatever a customer writes is one phrase of a search', async (t) => {
  for (const [number, text] of HOSTILE.entries()) {
    const { groups } = parseSosl(`FIND {${quotePhrase(text)} OR ${quotePhrase('other')}} IN PHONE FIELDS RETURNING Contact(Id LIMIT 5)`)
    t.same(groups, [[text], ['other']], `text ${number}`)
  }
})

t.test('times and ids have the shape that queries want', async (t) => {
  t.equal(formatTime(Date.UTC(2026, 10, 25, 9) / 1000), '2026-11-25T09:00:00Z')
  for (const [text, isOne] of [['0035g00000ABCDE', true], ['0035g00000ABCDEAA2', true], ['0035g00000ABCDEAA', false], ["0035g00000ABCD'", false], ['', false]] as const) t.equal(isId(text), isOne, text)
})
