import t from 'tap'
import { breakMentions, clean, cleanLine } from '../../src/text/clean.js'

t.test('keeps one kind of new line and nothing hidden', async (t) => {
  t.equal(clean('a\r\nb\rc\nd\te\u0007\u009f\u2066f'), 'a\nb\nc\nd\tef')
  t.equal(clean('\ud800x'), '\ufffdx')
  t.equal(cleanLine(' a\n b\tc '), 'a b c')
  t.equal(cleanLine('a\u2028b'), 'a\u2028b', 'what is in a text stays in it')
})

t.test('breaks what would call everybody or begin a tag', async (t) => {
  for (const text of ['@all', '@ALL!', '@everyone', '@here', '@channel', '@所有人', '@全体成员', '<@U123>', '<at user_id="all">', '<!channel>', '</font>', '<#C1>']) {
    t.notMatch(breakMentions(text), text)
    t.equal(breakMentions(text).replaceAll('\u200b', ''), text, 'and it reads the same')
  }
  for (const text of ['a@allianz.com', 'x@all.example.com', '@alligator', '1 < 2', 'a <- b']) t.equal(breakMentions(text), text, text)
})
