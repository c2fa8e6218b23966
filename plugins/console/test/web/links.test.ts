import t from 'tap'
import { findLinks, toHref } from '../../web/workspace/conversation/content/links.js'

const links = (text: string): string[] => findLinks(text).flatMap(({ href }) => href ?? [])

t.test('web addresses are found without what stands behind them', async (t) => {
  t.strictSame(links('见 https://a.test/b?c=1#d。谢谢'), ['https://a.test/b?c=1#d'])
  t.strictSame(links('(https://a.test/b), http://c.test!'), ['https://a.test/b', 'http://c.test/'])
  t.strictSame(links('https://a.test/b_(c)'), ['https://a.test/b_(c)'])
  t.strictSame(findLinks('a https://b.test c').map(({ text }) => text), ['a ', 'https://b.test', ' c'])
  t.strictSame(findLinks(''), [])
})

t.test('nothing but http and https leads anywhere', async (t) => {
  for (const address of ['javascript:alert(1)', 'data:text/html,x', ' javascript:alert(1)', 'file:///etc/passwd', 'a.test', '//a.test']) t.equal(toHref(address), undefined, address)
  t.strictSame(links('javascript:alert(1) ftp://a.test'), [])
  t.equal(toHref('HTTPS://A.test/x'), 'https://a.test/x')
})
