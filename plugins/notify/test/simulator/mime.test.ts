import t from 'tap'
import { readMail } from '../../src/simulator/mime.js'

t.test('reads parts, encodings and folded headers', async (t) => {
  const mail = readMail([
    'Subject: =?UTF-8?B?5bel?= =?UTF-8?Q?=E5=8D=95_1?=',
    'X-Long: a',
    ' b',
    'Content-Type: multipart/alternative; boundary="B"',
    '',
    '--B',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'a=E5=8D=95=',
    'b',
    '--B',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    'PHA+eDwvcD4=',
    '--B--',
    ''
  ].join('\r\n'))
  t.equal(mail.headers.get('subject'), '工单 1')
  t.equal(mail.headers.get('x-long'), 'a b')
  t.equal(mail.text.trim(), 'a单b')
  t.equal(mail.html, '<p>x</p>')
})

t.test('reads a mail of one part', async (t) => {
  const mail = readMail('Subject: a\r\n\r\nplain\r\ntext')
  t.strictSame([mail.text, mail.html], ['plain\ntext', ''])
})
