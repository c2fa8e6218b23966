import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { findChromium } from '../chromium.js'

/** @typedef {'mine' | 'unassigned' | 'all' | 'closed'} View */

/** Between a load and the next: what a page does after its first row must not run into the other. */
const restMs = 500
/** How far one frame scrolls, in pixels: at 60 frames a second as fast as a hand turns a wheel. */
const stepPx = 100
/** A list that does not get so far in this time is stuck. */
const scrollWithinMs = 60_000
const row = '[role="listitem"] [data-conversation]'

/**
 * Runs in the page, before anything of it: notes when the frame with the first row is out.
 * @param {string} selector
 */
function watchRows (selector) {
  const page = /** @type {any} */ (globalThis)
  const observer = new page.MutationObserver(() => {
    if (page.document.querySelector(selector) === null) return
    observer.disconnect()
    page.requestAnimationFrame(() => {
      // A task right behind the frame: the row is painted.
      const { port1, port2 } = new page.MessageChannel()
      port1.onmessage = () => { page.benchFirstRowMs = performance.now() }
      port2.postMessage(undefined)
    })
  })
  observer.observe(page.document, { childList: true, subtree: true })
}

/**
 * Runs in the page: scrolls the list step by step, one a frame.
 * @param {{ selector: string, distancePx: number, stepPx: number, withinMs: number }} options
 * @returns {Promise<number>} the longest frame, in milliseconds
 */
async function scrollRows ({ selector, distancePx, stepPx, withinMs }) {
  const page = /** @type {any} */ (globalThis)
  const scroller = page.document.querySelector(selector).closest('[role="list"]').parentElement
  const startedMs = performance.now()
  const nextFrame = async () => await new Promise((resolve) => { page.requestAnimationFrame(resolve) })
  let longestMs = 0
  let lastMs = await nextFrame()
  while (scroller.scrollTop < distancePx) {
    if (performance.now() - startedMs > withinMs) throw new Error(`the list got ${scroller.scrollTop} px far`)
    scroller.scrollTop += stepPx
    const frameMs = await nextFrame()
    longestMs = Math.max(longestMs, frameMs - lastMs)
    lastMs = frameMs
  }
  return longestMs
}

/** The console in a browser in which an agent is signed in. */
export class ConsolePage {
  /** @type {import('playwright-core').Page} */
  #page
  /** @type {string} */
  #url

  /**
   * @param {import('playwright-core').Page} page
   * @param {string} url of the console
   */
  constructor (page, url) {
    this.#page = page
    this.#url = url
  }

  /**
   * Starts a browser that keeps what it loads on the disk, as an agent's does.
   * @param {import('./stage.js').Stage} stage ends it with the rest
   * @param {string} hubUrl
   * @param {string} cookie of the agent, as a header
   */
  static async open (stage, hubUrl, cookie) {
    const executablePath = process.env.KEFUHUB_TEST_CHROMIUM ?? await findChromium()
    const context = await chromium.launchPersistentContext(stage.makeFolder(), {
      executablePath,
      viewport: { width: 1440, height: 900 },
      locale: 'zh-CN',
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']
    })
    stage.add(async () => { await context.close() })
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(cookie) ?? []
    await context.addCookies([{ name, value, domain: new URL(hubUrl).hostname, path: '/api', httpOnly: true, sameSite: 'Strict' }])
    const page = context.pages()[0] ?? await context.newPage()
    await page.addInitScript(watchRows, row)
    return new ConsolePage(page, `${hubUrl}/console/`)
  }

  /**
   * Opens a list with what the browser has kept.
   * @param {View} view
   * @returns {Promise<number>} from the start of the navigation to the first row on the screen, in milliseconds
   */
  async load (view) {
    return await this.#time(async () => { await this.#page.goto(`${this.#url}?view=${view}`, { waitUntil: 'commit' }) })
  }

  /** Loads the present list again, as somebody does who presses the key for it; told like `load`. */
  async reload () {
    return await this.#time(async () => { await this.#page.reload({ waitUntil: 'commit' }) })
  }

  /**
   * Opens a list with nothing kept, as after an update; told like `load`.
   * @param {View} view
   */
  async loadCold (view) {
    await this.#page.goto('about:blank')
    const session = await this.#page.context().newCDPSession(this.#page)
    await session.send('Network.clearBrowserCache')
    await session.detach()
    return await this.load(view)
  }

  /**
   * Scrolls the list down from where it is.
   * @param {number} distancePx
   * @returns {Promise<number>} the longest frame, in milliseconds
   */
  async scroll (distancePx) {
    return await this.#page.evaluate(scrollRows, { selector: row, distancePx, stepPx, withinMs: scrollWithinMs })
  }

  /** @param {() => Promise<void>} navigate */
  async #time (navigate) {
    await navigate()
    await this.#page.waitForFunction(() => 'benchFirstRowMs' in globalThis, undefined, { polling: 50 })
    const firstRowMs = await this.#page.evaluate(() => /** @type {any} */ (globalThis).benchFirstRowMs)
    await sleep(restMs)
    return /** @type {number} */ (firstRowMs)
  }
}
