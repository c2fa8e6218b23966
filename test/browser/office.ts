import type { Browser, Locator, Page } from 'playwright-core'
import { openBrowser, servePage } from '../support/browser.js'
import { createHubFolder, type HubProcess } from '../support/hub-process.js'
import { openNetwork, type Network } from '../support/network.js'
import { findFreePort } from '../support/port.js'
import type { TestScope } from '../support/scope.js'

/** A person who works in the office. */
export interface OfficeAgent {
  id: string
  name: string
  login: string
  password: string
}

/** A hub with a web channel and a console, a customer's way to it and an agent's. */
export interface Office {
  hub: HubProcess
  /** Starts the hub again at the same place. */
  restart: () => Promise<HubProcess>
  browser: Browser
  /** How customers reach the hub, and how agents do. */
  street: Network
  house: Network
  administrator: OfficeAgent
  hire: (login: string, name: string, role?: 'agent' | 'leader') => Promise<OfficeAgent>
  /** Calls the API as the administrator. */
  call: <T>(method: string, path: string, body?: object) => Promise<T>
  /** A page of the shop, in a browser of its own. */
  visit: () => Promise<Page>
  /** The console, in a browser of its own in which somebody is signed in. @param path below `/console` */
  enter: (agent: OfficeAgent, path?: string) => Promise<Page>
}

const PASSWORD = 'correct horse 7'

/**
 * Opens an office that is closed when the test ends.
 * @param webOptions of the web channel
 * @param config further sections of the hub's config; its plugins come after the office's own
 */
export async function openOffice (t: TestScope, webOptions: object = {}, { plugins = [], ...config }: { plugins?: object[], tickets?: object } = {}): Promise<Office> {
  const port = await findFreePort()
  const [street, house] = [await openNetwork(t, port), await openNetwork(t, port)]
  const shop = await servePage(t, () => `<!doctype html><html lang="zh"><title>小店</title><h1>小店</h1><script src="${street.url}/web/site/widget.js" data-lang="zh" async></script></html>`)
  const { start } = await createHubFolder(t, street.url, {
    ...config,
    server: { port },
    plugins: [
      { id: 'console', use: '@kefuhub/console' },
      { id: 'site', use: '@kefuhub/channel-web', options: { origins: [shop], name: '小店客服', ...webOptions } },
      ...plugins
    ]
  })
  const hub = await start()
  const [, firstPassword = ''] = await hub.waitForLine(/password\s+(\S+)/)
  const origin = `http://127.0.0.1:${port}`
  const { cookie, id } = await signIn(origin, 'admin', firstPassword)
  const administrator = { id, login: 'admin', name: 'Administrator', password: PASSWORD }
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => await request(origin, cookie, method, path, body) as T
  const browser = await openBrowser(t, ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])
  return {
    hub,
    restart: async () => await start(),
    browser,
    street,
    house,
    administrator,
    call,
    hire: async (login, name, role = 'agent') => {
      const created = await call<{ agent: { id: string }, password: string }>('POST', '/agents', { login, name, role, groups: [] })
      await signIn(origin, login, created.password)
      return { id: created.agent.id, login, name, password: PASSWORD }
    },
    visit: async () => {
      const context = await browser.newContext({ locale: 'zh-CN', permissions: ['microphone'] })
      const page = await context.newPage()
      await page.goto(shop)
      return page
    },
    enter: async (agent, path = '/') => {
      const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } })
      const page = await context.newPage()
      await page.goto(`${house.url}/console${path}`)
      await page.getByRole('textbox', { name: '账号' }).fill(agent.login)
      await page.getByRole('textbox', { name: '密码' }).fill(agent.password)
      await page.getByRole('button', { name: /登\s*录/ }).click()
      await page.getByRole('navigation', { name: '主导航' }).waitFor()
      return page
    }
  }
}

/** Signs somebody in with the password that they were given, and changes it. */
async function signIn (origin: string, login: string, password: string): Promise<{ cookie: string, id: string }> {
  const response = await fetch(`${origin}/api/v1/session`, { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: JSON.stringify({ login, password }) })
  if (!response.ok) throw new Error(await response.text())
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const { id } = await response.json() as { id: string }
  await request(origin, cookie, 'PUT', '/session/password', { current: password, password: PASSWORD })
  return { cookie, id }
}

async function request (origin: string, cookie: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { origin, cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.status === 204 ? undefined : await response.json()
}

/** The customer's side: the widget. */
export const widget = {
  open: async (page: Page): Promise<void> => { await page.getByRole('button', { name: '打开聊天' }).click() },
  log: (page: Page): Locator => page.getByRole('log'),
  write: async (page: Page, text: string): Promise<void> => {
    const box = page.getByRole('textbox', { name: '输入消息…' })
    await box.fill(text)
    await box.press('Enter')
  },
  see: async (page: Page, text: string): Promise<void> => { await widget.log(page).getByText(text, { exact: true }).first().waitFor() }
}

/** The agent's side: the workspace. */
export const desk = {
  list: (page: Page): Locator => page.getByRole('list', { name: '会话列表' }),
  log: (page: Page): Locator => page.getByRole('log', { name: '消息' }),
  show: async (page: Page, tab: '我的' | '待接入' | '全部' | '已关闭'): Promise<void> => { await page.getByRole('tab', { name: tab }).click() },
  /** Opens the conversation whose line shows a text. */
  open: async (page: Page, text: string): Promise<void> => {
    await desk.list(page).getByRole('link').filter({ hasText: text }).first().click()
    await desk.log(page).waitFor()
  },
  write: async (page: Page, text: string): Promise<void> => {
    const box = page.getByRole('textbox', { name: '回复' })
    await box.fill(text)
    await box.press('Enter')
  },
  see: async (page: Page, text: string): Promise<void> => { await desk.log(page).getByText(text, { exact: true }).first().waitFor() }
}

/** Which of these texts a log shows, in its order, as often as it shows them. */
export async function shown (log: Locator, texts: readonly string[]): Promise<string[]> {
  return (await log.innerText()).split('\n').map((line) => line.trim()).filter((line) => texts.includes(line))
}
