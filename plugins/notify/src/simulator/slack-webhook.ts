import { HttpSimulator, parseBody, type Call, type RefusingFault, type Reply, type SimulatorSettings } from './http-simulator.js'
import { RateWindow } from './rate-window.js'

/** What arrived in the channel. */
export interface SlackMessage {
  text: string
  blocks?: Array<{ type: 'section', text: { type: 'mrkdwn', text: string } }>
}

/**
 * A simulated incoming webhook of Slack, for text and sections. It rests on the vendor's page on limits and on public clients: plain
 * answers, one call in a second with short bursts, 50 blocks, 3000 characters in each.
 */
export class SlackWebhook extends HttpSimulator {
  readonly messages: SlackMessage[] = []
  /** The wait that `busy-with-wait` asks for, in seconds. */
  waitS = 30
  readonly #entry: { url: string }
  readonly #path: string
  readonly #rate = new RateWindow(10, 10_000)

  /** @param entry options of the plugin for the webhook */
  constructor (entry: { url: string }, settings: SimulatorSettings = {}) {
    super(settings)
    this.#entry = entry
    this.#path = new URL(entry.url).pathname
  }

  override get options (): Record<string, unknown> {
    return { slack: { ...this.#entry, url: `http://${this.host}${this.#path}`, host: this.host } }
  }

  protected override answer (call: Call): Reply {
    if (call.path !== this.#path) return { status: 404, body: 'no_service' }
    if (this.hasRateLimit && !this.#rate.take(this.now())) return { status: 429, headers: { 'retry-after': '1' }, body: 'rate_limited' }
    const message = parseBody(call) as Partial<SlackMessage> | undefined
    if (message === undefined || !(call.headers['content-type'] ?? '').startsWith('application/json')) return { status: 400, body: 'invalid_payload' }
    const { text, blocks = [], ...more } = message
    if (typeof text !== 'string' || text === '') return { status: 400, body: 'no_text' }
    if (Object.keys(more).length > 0 || text.length > 40_000 || blocks.length > 50 || !blocks.every(isSection)) return { status: 400, body: 'invalid_payload' }
    this.messages.push({ text, blocks })
    return { body: 'ok' }
  }

  protected override refuse (fault: RefusingFault): Reply {
    switch (fault) {
      case 'busy': return { status: 429, body: 'rate_limited' }
      case 'busy-with-wait': return { status: 429, headers: { 'retry-after': String(this.waitS) }, body: 'rate_limited' }
      case 'unauthorized': return { status: 403, body: 'invalid_token' }
      case 'rejected': return { status: 400, body: 'invalid_payload' }
    }
  }
}

function isSection ({ type, text }: NonNullable<SlackMessage['blocks']>[number]): boolean {
  return type === 'section' && text.type === 'mrkdwn' && text.text.length > 0 && text.text.length <= 3000
}
