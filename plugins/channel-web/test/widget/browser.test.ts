import t, { type Test } from 'tap'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findBarriers, openBrowser } from '../../../../test/support/browser.js'
import { findFreePort } from '../../../../test/support/port.js'
import { openHub, stored } from '../stand.js'
import type { FakeHub } from '@kefuhub/contract/testing'

t.setTimeout(120_000)

const NOW = Date.UTC(2026, 0, 1)
const invitation = { zh: '需要帮您挑选吗？', en: 'Need help choosing?' }

/** The channel in a hub that a browser can reach, with the page of the preview. */
async function openShop (t: Test, options: object = {}): Promise<{ hub: FakeHub, url: string, browser: Browser }> {
  const port = await findFreePort()
  const hub = await openHub(t, {
    ...options,
    name: '小店客服',
    suggestions: [{ zh: '怎么退款', en: 'How do refunds work' }, { zh: '退款要多久到账', en: 'How long do refunds take' }, { zh: '怎么开发票', en: 'Invoices' }],
    invitations: [{ afterSeconds: 0, pages: ['/elsewhere'], text: { zh: '不', en: 'no' } }, { afterSeconds: 1, pages: ['/web/*'], text: invitation }]
  }, `http://127.0.0.1:${port}`)
  await hub.app.listen({ host: '127.0.0.1', port })
  return { hub, url: `http://127.0.0.1:${port}/web/shop/preview`, browser: await openBrowser(t) }
}

async function openPage (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 900, height: 800 }, ...options })).newPage()
  await page.goto(url)
  return page
}

/** In both colour schemes. */
async function checkBarriers (t: Test, page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    t.same(await findBarriers(page), [], `${name}, ${colorScheme}`)
  }
}

t.test('a visitor is invited, asks by keyboard, gets a person and rates the conversation', async (t) => {
  const { hub, url, browser } = await openShop(t)
  // axe is a script that the page's own policy would not let in.
  const page = await openPage(browser, `${url}?lang=zh`, { bypassCSP: true })
  const inviting = page.getByRole('button', { name: invitation.zh })
  await inviting.waitFor()
  await checkBarriers(t, page, 'invitation')
  await inviting.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText(invitation.zh).waitFor()
  t.equal(await inviting.count(), 0)

  const field = dialog.getByRole('textbox', { name: '输入消息…' })
  await field.pressSequentially('我要退款')
  const hint = dialog.getByRole('button', { name: '退款要多久到账' }).last()
  await hint.waitFor()
  await checkBarriers(t, page, 'suggestions')
  await field.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await dialog.getByRole('log').getByText('退款要多久到账').waitFor()
  t.equal(await field.inputValue(), '')
  t.equal(await hint.count(), 0)

  const person = dialog.getByRole('button', { name: '转人工' })
  await person.click()
  await dialog.getByRole('log').getByText('转人工').waitFor()
  const visitor = hub.received[0]?.sender.id ?? ''
  hub.threads.set(visitor, [stored('m1', NOW, { conversation: 'c1', delivery: { state: 'sent', attempts: 1 } })])
  await hub.send({ type: 'text', text: 'm1' }, { id: 'm1', recipient: visitor })
  await dialog.getByRole('log').getByText('m1').waitFor()
  t.equal(await person.count(), 0)
  t.strictSame(hub.received.map(({ content }) => content).filter(({ type }) => type === 'text'), [{ type: 'text', text: '退款要多久到账' }, { type: 'text', text: '转人工' }])

  const at = new Date(NOW + 1000)
  await hub.emit('conversation.closed', { conversation: { id: 'c1', channel: 'shop', thread: `shop:${visitor}`, contact: 'k1', state: 'closed', tags: [], unread: false, startedAt: at, lastMessageAt: at, closedAt: at } })
  await dialog.getByRole('radio', { name: '4 星' }).click()
  await person.waitFor()
  t.match(hub.receipts, [{ externalId: 'm1', state: 'read' }])
  await checkBarriers(t, page, 'rating')
  await page.keyboard.press('ArrowRight')
  await dialog.getByRole('textbox', { name: '说说您的感受' }).fill('很好')

  await page.reload()
  await page.getByRole('button', { name: '打开聊天' }).click()
  await dialog.getByRole('radio', { name: '5 星' }).click()
  await dialog.getByRole('textbox', { name: '说说您的感受' }).fill('很好')
  await dialog.getByRole('button', { name: '提交评价' }).click()
  await dialog.getByText('感谢您的评价').waitFor()
  t.strictSame(hub.received.at(-1)?.content, { type: 'event', name: 'rating', data: { score: '5', conversation: 'c1', comment: '很好' } })
  await page.reload()
  await page.getByRole('button', { name: '打开聊天' }).click()
  await dialog.getByRole('log').getByText('m1').waitFor()
  t.equal(await dialog.getByRole('radio').count(), 0, 'nobody is asked twice')
  t.equal(await inviting.count(), 0, 'nor invited twice')
})

t.test('an invitation can be waved away, and a page is left as it was', async (t) => {
  const { url, browser } = await openShop(t)
  const page = await openPage(browser, `${url}?lang=en`)
  const complaints: string[] = []
  page.on('console', (message) => { if (/policy/i.test(message.text())) complaints.push(message.text()) })
  page.on('pageerror', ({ message }) => { complaints.push(message) })
  await page.getByRole('button', { name: invitation.en }).waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  t.equal(await page.getByRole('button', { name: invitation.en }).count(), 0)
  await page.getByRole('button', { name: 'Open chat' }).click()
  await page.getByText('Hello, how can we help?').waitFor()
  await page.getByRole('button', { name: 'Talk to a human' }).waitFor()
  t.strictSame(complaints, [])
  t.equal(await page.evaluate('typeof kefuhubSetup'), 'undefined')
})

t.test('an answer that nobody sees is heard where the shop wants it, and nowhere else', async (t) => {
  for (const sound of [true, false]) {
    const { hub, url, browser } = await openShop(t, { sound })
    const page = await openPage(browser, `${url}?lang=zh`)
    await page.evaluate('globalThis.tones = 0; OscillatorNode.prototype.start = () => { globalThis.tones++ }; OscillatorNode.prototype.stop = () => {}')
    await page.getByRole('button', { name: '打开聊天' }).click()
    const field = page.getByRole('textbox', { name: '输入消息…' })
    await field.fill('在吗')
    await field.press('Enter')
    await page.getByRole('log').getByText('在吗').waitFor()
    while (hub.received.every(({ content }) => content.type !== 'text')) await page.waitForTimeout(20)
    const visitor = hub.received[0]?.sender.id ?? ''
    const answer = async (id: string): Promise<void> => {
      hub.threads.set(visitor, [...hub.threads.get(visitor) ?? [], stored(id, NOW, { delivery: { state: 'sent', attempts: 1 } })])
      await hub.send({ type: 'text', text: id }, { id, recipient: visitor })
    }
    await answer('m1')
    await page.getByRole('log').getByText('m1').waitFor()
    t.equal(await page.evaluate('globalThis.tones'), 0, 'what is seen need not be heard')
    await page.keyboard.press('Escape')
    await answer('m2')
    await page.getByText('1', { exact: true }).first().waitFor()
    t.equal(await page.evaluate('globalThis.tones'), sound ? 2 : 0)
  }
})
