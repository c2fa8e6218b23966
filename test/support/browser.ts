import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AxeResults } from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'
import type { TestScope } from './scope.js'

/**
 * Starts the Chromium that `npm test` has found or installed.
 * @param args more of the browser's own
 * @throws Error when none was named, which means that the test was not started with `npm test`
 */
export async function openBrowser (t: TestScope, args: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env.KEFUHUB_TEST_CHROMIUM
  if (!executablePath) throw new Error('KEFUHUB_TEST_CHROMIUM is not set. Run this file with: npm test -- PATH, which finds a browser for it.')
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--disable-dev-shm-usage', ...args
    ]
  })
  t.teardown(async () => { await browser.close() })
  return browser
}

/** Waits for what moves but does not go on for ever: a colour on its way to another one has no contrast of its own. */
const SETTLE = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  .map(async ({ finished }) => { await finished })).then(() => {})`

/** What axe finds wrong with a page for people with disabilities, serious and worse: rule and place. */
export async function findBarriers (page: Page): Promise<string[]> {
  // Past the page's own policy, which lets in no script from elsewhere.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8'))
  await page.evaluate(SETTLE)
  return await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run()
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
  })
}

/** Serves one page of somebody's own website. @returns its origin */
export async function servePage (t: TestScope, html: () => string): Promise<string> {
  const server = createServer((_request, response) => { response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html()) })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
