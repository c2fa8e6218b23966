import t from 'tap'
import type { ChannelInstance } from '@kefuhub/contract'
import { openHub } from './stand.js'

t.test('a page of a made-up shop shows the widget, in both languages, and runs nothing else', async (t) => {
  const hub = await openHub(t, { name: '<b>小店</b> & "Co"' })
  const read = async (query = '') => await hub.inject({ method: 'GET', url: `/web/shop/preview${query}` })
  const zh = await read()
  t.equal(zh.statusCode, 200)
  t.match(zh.headers, { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' })
  t.match(zh.body, '<html lang="zh-CN">')
  t.match(zh.body, '<script src="widget.js" data-lang="zh" async></script>')
  t.notMatch(zh.body, '<b>', 'a name is text')
  t.notMatch(zh.body, /<style|style=|<script>|\son\w+=/, 'nothing is inline')
  const en = await read('?lang=en')
  t.match(en.body, '<html lang="en">')
  t.match(en.body, 'data-lang="en"')
  t.match((await read('?lang=%22%3E%3Cscript%3E')).body, 'data-lang="zh"')

  const policy = String(zh.headers['content-security-policy'])
  t.match(policy, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self' wss://hub.test;")
  t.match(policy, "frame-ancestors 'self'")
  const css = await hub.inject({ method: 'GET', url: '/web/shop/preview.css' })
  t.match(css.headers['content-type'], 'text/css')
  t.match(css.body, 'prefers-color-scheme: dark')
})

t.test('a logo from elsewhere may be shown', async (t) => {
  const hub = await openHub(t, { logoUrl: 'https://cdn.test/logo.png' }, 'http://hub.test')
  const { headers } = await hub.inject({ method: 'GET', url: '/web/shop/preview' })
  t.match(headers['content-security-policy'], "img-src 'self' data: https://cdn.test;")
  t.match(headers['content-security-policy'], "connect-src 'self' ws://hub.test;")
})

t.test('the operator is given the preview and the line for the pages', async (t) => {
  const { instance } = await openHub(t) as unknown as { instance: ChannelInstance }
  t.equal(instance.preview, 'https://hub.test/web/shop/preview')
  t.match(instance.endpoints, [{ url: 'https://hub.test/web/shop/widget.js', snippet: '<script src="https://hub.test/web/shop/widget.js" async></script>' }])
})
