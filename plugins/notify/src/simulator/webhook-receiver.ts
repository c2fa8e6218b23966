import { Webhook } from 'standardwebhooks'
import { HttpSimulator, parseBody, type Call, type RefusingFault, type Reply, type SimulatorSettings } from './http-simulator.js'

/** What arrived and was genuine. */
export interface WebhookEvent {
  type: string
  timestamp: string
  data: { id: string, kind: string, severity: string, title: string, body: string, url?: string, truncated?: true }
}

/**
 * A receiver of webhooks, simulated, that checks them with the library of Standard Webhooks and drops those whose id it knows. The
 * library takes its time from this machine.
 */
export class WebhookReceiver extends HttpSimulator {
  readonly messages: WebhookEvent[] = []
  /** The wait that `busy-with-wait` asks for, in seconds. */
  waitS = 30
  readonly #entry: { url: string, secrets: readonly string[] }
  readonly #url: URL
  readonly #ids = new Set<string>()

  /** @param entry options of the plugin for the receiver */
  constructor (entry: { url: string, secrets: readonly string[] }, settings: SimulatorSettings = {}) {
    super(settings)
    this.#entry = entry
    this.#url = new URL(entry.url)
  }

  override get options (): Record<string, unknown> {
    return { webhook: { ...this.#entry, url: `http://${this.host}${this.#url.pathname}${this.#url.search}`, allow: ['127.0.0.1/32'] } }
  }

  protected override answer (call: Call): Reply {
    if (call.method !== 'POST' || call.path !== this.#url.pathname) return { status: 404, body: 'not found' }
    if (Buffer.byteLength(call.body) > 20_000) return { status: 413, body: 'too large' }
    if (!this.#isGenuine(call)) return { status: 401, body: 'bad signature' }
    const event = parseBody(call) as WebhookEvent | undefined
    if (event === undefined || !/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/.test(event.type) || Number.isNaN(Date.parse(event.timestamp)) || typeof event.data !== 'object') return { status: 400, body: 'bad event' }
    const id = String(call.headers['webhook-id'])
    if (!this.#ids.has(id)) this.messages.push(event)
    this.#ids.add(id)
    return { status: 204, body: '' }
  }

  protected override refuse (fault: RefusingFault): Reply {
    switch (fault) {
      case 'busy': return { status: 429, body: '' }
      case 'busy-with-wait': return { status: 503, headers: { 'retry-after': String(this.waitS) }, body: '' }
      case 'unauthorized': return { status: 401, body: 'bad signature' }
      case 'rejected': return { status: 422, body: 'bad event' }
    }
  }

  #isGenuine ({ headers, body }: Call): boolean {
    const [newest = ''] = this.#entry.secrets
    try {
      new Webhook(newest).verify(body, headers as Record<string, string>)
      return true
    } catch {
      return false
    }
  }
}
