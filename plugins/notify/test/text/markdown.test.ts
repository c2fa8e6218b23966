import t from 'tap'
import { parseMarkdown, renderBlocks, toHref, type Block } from '../../src/text/markdown.js'

const line = (body: string): Block[number] | undefined => parseMarkdown(body)[0]?.[0]

t.test('reads emphasis, links and escapes', async (t) => {
  const cases: Array<[string, object[]]> = [
    ['plain', [{ text: 'plain' }]],
    ['a **b** c', [{ text: 'a ' }, { text: 'b', bold: true }, { text: ' c' }]],
    ['*a* and _b_', [{ text: 'a', italic: true }, { text: ' and ' }, { text: 'b', italic: true }]],
    ['**a _b_**', [{ text: 'a ', bold: true }, { text: 'b', bold: true, italic: true }]],
    ['[a **b**](https://x.test/p)', [{ text: 'a ', href: 'https://x.test/p' }, { text: 'b', bold: true, href: 'https://x.test/p' }]],
    ['[a](https://x.test/\\(1\\))', [{ text: 'a', href: 'https://x.test/%281%29' }]],
    ['\\*a\\* \\[b\\](c) \\\\', [{ text: '*a* [b](c) \\' }]],
    ['**a\\*\\*b**', [{ text: 'a**b', bold: true }]],
    ['order_no_1 and 2 * 3 * 4', [{ text: 'order_no_1 and 2 * 3 * 4' }]],
    ['张_三_李', [{ text: '张_三_李' }]],
    ['**open', [{ text: '**open' }]],
    ['[a](javascript:alert(1))', [{ text: '[a](javascript:alert(1))' }]],
    ['[a](https://)', [{ text: '[a](https://)' }]],
    ['# `no` heading <b>', [{ text: '# `no` heading <b>' }]],
    ['C:\\temp', [{ text: 'C:\\temp' }]]
  ]
  for (const [body, spans] of cases) t.strictSame(line(body)?.spans, spans, body)
})

t.test('reads paragraphs, lines and items', async (t) => {
  t.strictSame(parseMarkdown('a\nb\\\r\nc\n \n- d\n* e\n2) f\n\\- g\n\n\n'), [
    [{ spans: [{ text: 'a' }] }, { spans: [{ text: 'b' }] }, { spans: [{ text: 'c' }] }],
    [{ marker: '-', spans: [{ text: 'd' }] }, { marker: '-', spans: [{ text: 'e' }] }, { marker: '2.', spans: [{ text: 'f' }] }, { spans: [{ text: '- g' }] }]
  ])
  t.strictSame(parseMarkdown(' \n\n'), [])
  t.strictSame(parseMarkdown('-no item\n-'), [[{ spans: [{ text: '-no item' }] }, { spans: [{ text: '-' }] }]])
})

t.test('takes out what is hidden, and whole characters only', async (t) => {
  t.strictSame(line('a\u0000\u001b[31m\u202eb\ud83d')?.spans, [{ text: 'a[31mb\ufffd' }])
})

t.test('bounds what it reads and how long that takes', async (t) => {
  const long = parseMarkdown('好'.repeat(30_000))
  t.equal(long[0]?.[0]?.spans[0]?.text.length, 20_001)
  for (const nasty of ['[', '**', '*', '_', '\\', '[a](https://x', '**a*_']) {
    t.ok(parseMarkdown(nasty.repeat(20_000 / nasty.length)).length > 0, nasty)
  }
})

t.test('writes blocks as a dialect says', async (t) => {
  const text = renderBlocks(parseMarkdown('a **b**\nc\n\n- d'), {
    span: ({ text, bold }) => bold === true ? `<${text}>` : text,
    item: (marker, text) => `${marker}|${text}`,
    line: (text) => `:${text}`,
    lineBreak: '/',
    blockBreak: '//'
  })
  t.equal(text, ':a <b>/:c//-|d')
})

t.test('lets web addresses through, and nothing in them that ends a link', async (t) => {
  t.equal(toHref('https://x.test/a b?c=(d)|e"f'), 'https://x.test/a%20b?c=%28d%29%7Ce%22f')
  t.equal(toHref('https://x.test/订单'), 'https://x.test/%E8%AE%A2%E5%8D%95')
  for (const address of ['javascript:alert(1)', 'data:text/html,x', '/path', 'mailto:a@b.c', '']) t.equal(toHref(address), undefined, address)
})
