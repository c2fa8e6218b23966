import t from 'tap'
import { isMarked, isOwnText, markOfComment, markOfFile, markOfTicket, signText } from '../../src/tickets/marks.js'
import { commentOf } from '../open.js'

const mark = markOfComment(commentOf('comment-1'))

t.test('marks what it writes, each thing in its own way', async (t) => {
  const file = { mediaId: 'media-1', name: 'a.png', mimeType: 'image/png', bytes: 3 }
  const marks = [mark, markOfComment(commentOf('comment-2')), markOfTicket('comment-1'), markOfFile(file), markOfFile({ ...file, bytes: 4 })]
  t.equal(new Set(marks).size, marks.length)
  const text = signText('Hello', [mark], 1000)
  t.match(text, /^Hello\n\nref hub-c-[0-9a-f]{16} [0-9a-f]{8}$/)
  t.ok(isMarked([text], mark))
  t.notOk(isMarked([text], markOfComment(commentOf('comment-2'))))
})

t.test('knows its own texts, however a system handles blanks and signs', async (t) => {
  const text = signText('Hello “world”,\nsee you & bye', [mark], 1000)
  for (const own of [text, `${text}\n\n`, text.replaceAll('\n', '\r\n'), text.replaceAll('“', '"').replaceAll('”', '"')]) t.ok(isOwnText(own), JSON.stringify(own))
})

t.test('does not take a quotation of its texts for its own', async (t) => {
  const text = signText('Hello', [mark], 1000)
  const quotations = [
    `Thank you!\n\nOn Monday somebody wrote:\n> ${text.replaceAll('\n', '\n> ')}`,
    `Thank you!\n\nFrom: support\n${text}`,
    `${text}\n\nThank you!`,
    'ref hub-c-0123456789abcdef 01234567',
    ''
  ]
  for (const quotation of quotations) t.notOk(isOwnText(quotation), JSON.stringify(quotation))
})

t.test('keeps texts within what a system takes, and whole', async (t) => {
  const text = signText(`${'x'.repeat(40)}😀😀😀`, [mark], 41 + 39)
  t.ok(text.length <= 80, String(text.length))
  t.equal(text, Buffer.from(text).toString(), 'no half of a sign')
  t.ok(isOwnText(text))
  t.notMatch(signText('a\0b\ud800c', [mark], 1000), /\0|\ud800/)
})
