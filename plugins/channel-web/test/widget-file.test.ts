import t from 'tap'
import { runInNewContext } from 'node:vm'
import { openHub } from './stand.js'

t.test('the widget comes with what it knows before it asks, and leaves nothing on the page', async (t) => {
  const text = { zh: '需要帮忙吗？', en: 'Can I help?' }
  const hub = await openHub(t, { color: '#112233', position: 'left', invitations: [{ text, pages: ['/pricing*'] }] })
  const read = async (headers = {}) => await hub.inject({ method: 'GET', url: '/web/shop/widget.js', headers })
  const { statusCode, headers, body } = await read()
  t.equal(statusCode, 200)
  t.match(headers, { 'content-type': 'text/javascript; charset=utf-8', 'cross-origin-resource-policy': 'cross-origin' })
  const [, setup = ''] = /^\{const kefuhubSetup=(\{.*?\});/s.exec(body) ?? []
  t.strictSame(JSON.parse(setup), { color: '#112233', position: 'left', invitations: [{ afterSeconds: 10, pages: ['/pricing*'], text }] })
  const page = { document: {}, HTMLScriptElement: class {}, matchMedia: () => ({}), console }
  runInNewContext(body, page)
  t.strictSame(Object.keys(page), ['document', 'HTMLScriptElement', 'matchMedia', 'console'])
  t.equal((await read({ 'if-none-match': headers.etag })).statusCode, 304)
})

t.test('suggestions, the words that ask for a person and invitations have bounds', async (t) => {
  const question = { zh: '问', en: 'q' }
  const text = { zh: '您好', en: 'Hello' }
  await openHub(t, { suggestions: Array(200).fill(question), invitations: Array(20).fill({ text }), person: { zh: '找人' } })
  for (const bad of [
    { suggestions: Array(201).fill(question) }, { invitations: Array(21).fill({ text }) }, { invitations: [{}] }, { invitations: [{ text: { zh: '您好' } }] },
    { invitations: [{ text, pages: ['pricing'] }] }, { invitations: [{ text, afterSeconds: -1 }] }, { person: { zh: '' } }, { rating: 'yes' }
  ]) await t.rejects(openHub(t, bad), JSON.stringify(bad).slice(0, 60))
})
