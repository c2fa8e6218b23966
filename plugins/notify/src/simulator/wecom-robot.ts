import { HttpSimulator, parseBody, type Call, type RefusingFault, type Reply, type SimulatorSettings } from './http-simulator.js'
import { RateWindow } from './rate-window.js'

/** What arrived in the group. */
export type WeComMessage =
  | { msgtype: 'markdown', markdown: { content: string } }
  | { msgtype: 'text', text: { content: string, mentioned_list?: string[], mentioned_mobile_list?: string[] } }

const refusal = (errcode: number, errmsg: string): Reply => ({ body: { errcode, errmsg } })

/**
 * A simulated group robot of WeCom. It rests on the vendor's page as copies of it and public clients show it: address, types, lengths,
 * 20 calls in a minute, error codes. That unknown fields are refused is its own strictness.
 */
export class WeComRobot extends HttpSimulator {
  readonly messages: WeComMessage[] = []
  readonly #entry: { url: string }
  readonly #url: URL
  readonly #rate = new RateWindow(20, 60_000)

  /** @param entry options of the plugin for the robot */
  constructor (entry: { url: string }, settings: SimulatorSettings = {}) {
    super(settings)
    this.#entry = entry
    this.#url = new URL(entry.url)
  }

  override get options (): Record<string, unknown> {
    return { wecom: { ...this.#entry, url: `http://${this.host}${this.#url.pathname}${this.#url.search}`, host: this.host } }
  }

  protected override answer (call: Call): Reply {
    if (call.path !== this.#url.pathname || call.query.get('key') !== this.#url.searchParams.get('key')) return refusal(93000, 'invalid webhook url, hint: [1700000000_1], from ip: 127.0.0.1')
    if (this.hasRateLimit && !this.#rate.take(this.now())) return refusal(45009, 'api freq out of limit')
    const message = parseBody(call)
    if (call.method !== 'POST' || message === undefined) return refusal(40058, 'invalid request parameter')
    const { msgtype, ...parts } = message
    if (msgtype !== 'markdown' && msgtype !== 'text') return refusal(40008, 'invalid message type')
    const { content, ...calls } = (parts[msgtype] ?? {}) as { content?: unknown }
    if (Object.keys(parts).some((key) => key !== msgtype) || !isCall(msgtype, calls)) return refusal(40058, 'invalid request parameter')
    if (typeof content !== 'string' || content === '') return refusal(44004, `empty content, ${msgtype}.content`)
    if (Buffer.byteLength(content) > (msgtype === 'text' ? 2048 : 4096)) return refusal(40058, `${msgtype}.content exceed max length`)
    this.messages.push(message as unknown as WeComMessage)
    return refusal(0, 'ok')
  }

  protected override refuse (fault: RefusingFault): Reply {
    switch (fault) {
      case 'busy': return refusal(-1, 'system error')
      case 'busy-with-wait': return refusal(45009, 'api freq out of limit')
      case 'unauthorized': return refusal(93000, 'invalid webhook url')
      case 'rejected': return refusal(40058, 'invalid request parameter')
    }
  }
}

function isCall (msgtype: string, calls: object): boolean {
  const known = msgtype === 'text' ? ['mentioned_list', 'mentioned_mobile_list'] : []
  return Object.entries(calls).every(([key, value]) => known.includes(key) && Array.isArray(value) && value.every((name) => typeof name === 'string'))
}
