import type { ToHub, ToWidget, Uploaded, WireMedia } from '../wire.js'

/** The page that the simulated widget stands on. */
export const PAGE = 'http://visitor.simulated'
const TIMEOUT_MS = 30_000

interface Call { method: string, headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer> }

/** One visit of a widget: its cookie, and calls with it. */
export class WidgetCalls {
  /** The visitor's id at the hub. */
  readonly id: string
  readonly #base: string
  readonly #cookie: string
  readonly #signal: AbortSignal

  private constructor (base: string, cookie: string, signal: AbortSignal) {
    this.#base = base
    this.#cookie = cookie
    this.#signal = signal
    this.id = decodeURIComponent(cookie.slice(cookie.indexOf('=') + 1)).replace(/\.[^.]*$/, '')
  }

  /** Opens a visit of somebody whom the hub does not know. @param base address of the channel @throws Error when the hub refuses it */
  static async open (base: string, signal: AbortSignal): Promise<WidgetCalls> {
    const opened = await request(`${base}/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ lang: 'zh' }) }, signal)
    const [cookie = ''] = (opened.headers.get('set-cookie') ?? '').split(';')
    await opened.arrayBuffer()
    return new WidgetCalls(base, cookie, signal)
  }

  /** @throws Error when the hub does not store it */
  async send (content: Extract<ToHub, { kind: 'send' }>['content']): Promise<void> {
    const call: ToHub = { kind: 'send', clientId: crypto.randomUUID(), content }
    const answered = await this.#request('/calls', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(call) })
    const answer = await answered.json() as ToWidget
    if (answer.kind !== 'stored') throw new Error(`the hub did not store the message: ${answer.kind === 'refused' ? answer.reason : answer.kind}`)
  }

  async upload (file: Buffer): Promise<WireMedia> {
    const answered = await this.#request('/uploads', { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(file) })
    return (await answered.json() as Uploaded).media
  }

  /** The stream of what the hub tells. */
  async listen (): Promise<ReadableStream<Uint8Array>> {
    const headers = { cookie: this.#cookie, origin: PAGE }
    const answered = await fetch(`${this.#base}/events`, { headers, signal: this.#signal })
    if (answered.body === null || !answered.ok) throw new Error(`the hub answered ${answered.status} to GET events`)
    return answered.body
  }

  async #request (path: string, init: Call): Promise<Response> {
    return await request(this.#base + path, { ...init, headers: { ...init.headers, cookie: this.#cookie } }, this.#signal)
  }
}

async function request (url: string, init: Call, signal: AbortSignal): Promise<Response> {
  const answered = await fetch(url, { ...init, headers: { ...init.headers, origin: PAGE }, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) })
  if (!answered.ok) throw new Error(`the hub answered ${answered.status} ${(await answered.text()).slice(0, 200)}`)
  return answered
}
