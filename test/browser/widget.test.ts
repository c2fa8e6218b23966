import { join } from 'node:path'
import t from 'tap'
import type { Locator, Page } from 'playwright-core'
import { findBarriers, openBrowser, servePage } from '../support/browser.js'
import { createHubFolder, type HubProcess } from '../support/hub-process.js'
import { findFreePort } from '../support/port.js'
import { root } from '../support/repository.js'

// A hub is started several times, and a browser.
t.setTimeout(300_000)

const echo = { id: 'echo', use: join(root, 'test/fixtures/echo-feature.js'), options: {} }

/** A shop's page with the widget on it, and the hub behind it, which comes back at the same place when it is started again. */
async function openShop (t: Parameters<typeof openBrowser>[0] & Parameters<typeof createHubFolder>[0]) {
  const port = await findFreePort()
  const hubUrl = `http://127.0.0.1:${port}`
  const shop = await servePage(t, () => `<!doctype html><html lang="zh"><title>小店</title><h1>小店</h1><script src="${hubUrl}/web/site/widget.js" data-lang="zh" async></script></html>`)
  const { start } = await createHubFolder(t, hubUrl, {
    server: { port },
    plugins: [{ id: 'site', use: '@kefuhub/channel-web', options: { origins: [shop], name: '小店客服', suggestions: [{ zh: '怎么退款', en: 'Refunds' }] } }, echo]
  })
  const hub = await start()
  const [, token = ''] = await hub.waitForLine(/API token\s+(kh_\S+)/)
  const browser = await openBrowser(t)
  const openPage = async (): Promise<Page> => {
    const context = await browser.newContext({ locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto(shop)
    return page
  }
  return { hub, start, token, shop, openPage }
}

const open = async (page: Page): Promise<void> => { await page.getByRole('button', { name: '打开聊天' }).click() }
const log = (page: Page): Locator => page.getByRole('log')
const write = async (page: Page, text: string): Promise<void> => {
  const box = page.getByRole('textbox', { name: '输入消息…' })
  await box.fill(text)
  await box.press('Enter')
}
/** Waits for a text in the conversation. */
const see = async (page: Page, text: string): Promise<void> => { await log(page).getByText(text, { exact: true }).first().waitFor() }
/** Which of these texts the conversation shows, in its order, as often as it shows them. */
const shown = async (page: Page, texts: readonly string[]): Promise<string[]> => (await log(page).innerText()).split('\n').map((line) => line.trim()).filter((line) => texts.includes(line))

async function answerAsAgent (hub: HubProcess, token: string, text: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const { items: [conversation] } = await (await fetch(`${hub.url}/api/v1/conversations`, { headers })).json() as { items: Array<{ id: string }> }
  const response = await fetch(`${hub.url}/api/v1/conversations/${conversation?.id}/messages`, { method: 'POST', headers, body: JSON.stringify({ content: { type: 'text', text } }) })
  if (!response.ok) throw new Error(await response.text())
}

t.test('a visitor writes, is answered by a rule and by an agent, and finds all of it again after a reload', async (t) => {
  const { hub, token, openPage } = await openShop(t)
  const page = await openPage()
  await open(page)
  await page.getByRole('button', { name: '怎么退款' }).click()
  await see(page, 're: 怎么退款')
  await write(page, '<img src=x onerror="document.title=1">')
  await see(page, 're: <img src=x onerror="document.title=1">')
  t.equal(await page.title(), '小店', 'what a customer writes is text')
  await answerAsAgent(hub, token, '您好，我是小李')
  await see(page, '您好，我是小李')
  t.same(await findBarriers(page), [])
  await page.emulateMedia({ colorScheme: 'dark' })
  t.same(await findBarriers(page), [], 'in the dark')

  await page.reload()
  await open(page)
  await see(page, '您好，我是小李')
  const texts = ['怎么退款', 're: 怎么退款', '您好，我是小李']
  t.same(await shown(page, texts), texts)

  const other = await openPage()
  await open(other)
  await write(other, '另一位')
  await see(other, 're: 另一位')
  t.same(await shown(other, texts), [], 'another visitor sees nothing of it')
})

t.test('what is written while the hub is away arrives once and in order when it is back', async (t) => {
  const { hub, start, openPage } = await openShop(t)
  const page = await openPage()
  await open(page)
  await write(page, '一')
  await see(page, 're: 一')
  await hub.kill()
  await write(page, '二')
  await write(page, '三')
  await start()
  await see(page, 're: 三')
  const texts = ['一', 're: 一', '二', '三', 're: 二', 're: 三']
  t.same((await shown(page, texts)).toSorted(), texts.toSorted(), 'each once')
  t.same(await shown(page, ['一', '二', '三']), ['一', '二', '三'])
  t.same(await shown(page, ['re: 一', 're: 二', 're: 三']), ['re: 一', 're: 二', 're: 三'])
})

t.test('a page that is not allowed gets no visit, and the operator sees it', async (t) => {
  const { hub } = await openShop(t)
  const stranger = await servePage(t, () => `<!doctype html><title>x</title><script src="${hub.url}/web/site/widget.js" data-lang="zh" async></script>`)
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  await page.goto(stranger)
  await open(page)
  await page.getByRole('dialog').getByText('连接已断开').first().waitFor()
  t.match(await (await fetch(`${hub.url}/metrics`)).text(), /kefuhub_refused_total\{channel="site",reason="origin"\} [1-9]/)
})
