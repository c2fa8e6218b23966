import t from 'tap'
import type { Page } from 'playwright-core'
import { findBarriers } from '../support/browser.js'
import { desk, openOffice, widget } from './office.js'

t.setTimeout(300_000)

/** What a customer may try; each would set the title of the page. */
const ATTACKS = [
  '<script>document.title="pwned"</script>',
  '<img src=x onerror="document.title=\'pwned\'">',
  '<svg onload="document.title=\'pwned\'"></svg>',
  '<iframe srcdoc="<script>parent.document.title=\'pwned\'</script>"></iframe>',
  '[click](javascript:document.title="pwned")',
  'javascript:document.title="pwned"',
  '<a href="javascript:document.title=\'pwned\'">https://example.com</a>',
  '"><style>*{display:none}</style>',
  '{{constructor.constructor("document.title=\'pwned\'")()}}'
]
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=\'pwned\'"><script>document.title="pwned"</script></svg>'
const PAGE = '<!doctype html><script>document.title="pwned"</script>'

/** Watches a page for scripts that it did not bring, and for anything that its own policy had to stop. */
function watch (page: Page): string[] {
  const seen: string[] = []
  page.on('dialog', (dialog) => {
    seen.push(dialog.message())
    dialog.dismiss().catch(() => {})
  })
  page.on('console', (message) => { if (/Content Security Policy|Refused to/i.test(message.text())) seen.push(message.text()) })
  page.on('pageerror', (error) => { seen.push(error.message) })
  return seen
}

t.test('nothing that a customer sends runs, neither in the console nor in the widget', async (t) => {
  const { house, enter, visit, hire, call } = await openOffice(t, { uploadTypes: ['image/*', 'text/*', 'application/*'], messagesPerMinute: 600 })
  const agent = await enter(await hire('lin', '小林'))
  const customer = await visit()
  const [agentSaw, customerSaw] = [watch(agent), watch(customer)]
  await widget.open(customer)
  for (const text of ATTACKS) {
    await widget.write(customer, text)
    await widget.see(customer, text)
  }
  const files = [
    { name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(SVG) },
    { name: 'a.html', mimeType: 'text/html', buffer: Buffer.from(PAGE) },
    { name: '"><img src=x onerror=alert(1)>.txt', mimeType: 'text/plain', buffer: Buffer.from('x') },
    { name: '../../etc/passwd', mimeType: 'text/plain', buffer: Buffer.from('x') }
  ]
  for (const file of files) {
    const answer = customer.waitForResponse((response) => response.url().includes('/uploads'))
    await customer.locator('input[type=file]').setInputFiles(file)
    await answer
  }
  await desk.show(agent, '全部')
  await desk.list(agent).getByRole('link').first().click()
  for (const text of ATTACKS) await desk.see(agent, text)
  await desk.log(agent).getByText('passwd').first().waitFor()
  t.same(await desk.log(agent).locator('a[href^="javascript"], script, iframe, svg[onload]').count(), 0)
  t.same(await widget.log(customer).locator('a[href^="javascript"], script, iframe, svg[onload]').count(), 0)

  // The files themselves, opened as an agent would.
  const { items: [conversation] } = await call<{ items: Array<{ id: string }> }>('GET', '/conversations')
  const { items } = await call<{ items: Array<{ id: string, content: { type: string, media?: object } }> }>('GET', `/conversations/${conversation?.id}/messages?limit=200`)
  const sent = items.filter(({ content }) => content.media !== undefined)
  t.equal(sent.length, files.length)
  for (const { id } of sent) {
    const response = await agent.request.get(`${house.url}/api/v1/messages/${id}/media/media`)
    t.equal(response.status(), 200)
    t.match(response.headers()['content-disposition'], /^attachment/, 'a download, never a page')
    t.equal(response.headers()['x-content-type-options'], 'nosniff')
    t.match(response.headers()['content-security-policy'], /sandbox/)
    t.notMatch(response.headers()['content-type'], /html|svg|xml|script/)
  }
  t.equal(await agent.title().then((title) => title.includes('pwned')), false)
  t.equal(await customer.title(), '小店')
  t.same(agentSaw, [])
  t.same(customerSaw, [])
})

t.test('no page of the console shuts anybody out: axe, light and dark, wide and narrow', async (t) => {
  const { administrator, enter, visit } = await openOffice(t)
  const customer = await visit()
  await widget.open(customer)
  await widget.write(customer, '在吗')
  const page = await enter(administrator)
  await desk.show(page, '全部')
  await desk.open(page, '在吗')
  const conversation = new URL(page.url()).pathname
  await page.goto(new URL('/console/admin', page.url()).href)
  await page.getByRole('navigation').first().waitFor()
  const links = await Promise.all((await page.getByRole('link').all()).map(async (link) => await link.getAttribute('href')))
  const admin = links.filter((href) => href?.includes('/admin/') === true) as string[]
  t.ok(admin.length >= 6, `${admin.length} pages of administration`)
  for (const path of new Set([conversation, '/console/', ...admin])) {
    for (const [scheme, width] of [['light', 1440], ['dark', 1440], ['light', 390]] as const) {
      await page.setViewportSize({ width, height: 844 })
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await page.goto(new URL(path, page.url()).href)
      await page.getByRole('main').waitFor()
      await page.waitForLoadState('networkidle')
      t.same(await findBarriers(page), [], `${path} ${scheme} ${width}`)
      t.equal(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'), true, `${path} ${width}: nothing sticks out`)
    }
  }
})
