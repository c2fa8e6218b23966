import { createHmac, timingSafeEqual } from 'node:crypto'
import { HttpSimulator, parseBody, type Call, type RefusingFault, type Reply, type SimulatorSettings } from './http-simulator.js'
import { RateWindow } from './rate-window.js'

/** What arrived in the group. */
export interface DingTalkMessage {
  msgtype: 'markdown'
  markdown: { title: string, text: string }
  at?: { atMobiles?: string[], atUserIds?: string[], isAtAll?: boolean }
}

const HOUR_MS = 3_600_000
const BLOCKED_MS = 600_000
const refusal = (errcode: number, errmsg: string): Reply => ({ body: { errcode, errmsg } })
const TOO_FAST = refusal(130101, 'send too fast, exceed 20 times per minute')

/**
 * A simulated custom robot of DingTalk, for markdown. It rests on public clients: content type, signature within the hour, keywords,
 * 20 calls in a minute and ten minutes of silence after more, error codes.
 */
export class DingTalkRobot extends HttpSimulator {
  readonly messages: DingTalkMessage[] = []
  readonly #entry: { url: string, secret?: string }
  readonly #url: URL
  readonly #keywords: readonly string[]
  readonly #rate = new RateWindow(20, 60_000)
  #blockedUntilMs = -Infinity

  /** @param entry options of the plugin for the robot @param settings.keywords one of them must be in every message; none: no such check */
  constructor (entry: { url: string, secret?: string }, { keywords = [], ...settings }: SimulatorSettings & { keywords?: readonly string[] } = {}) {
    super(settings)
    this.#entry = entry
    this.#url = new URL(entry.url)
    this.#keywords = keywords
  }

  override get options (): Record<string, unknown> {
    return { dingtalk: { ...this.#entry, url: `http://${this.host}${this.#url.pathname}${this.#url.search}`, host: this.host } }
  }

  protected override answer (call: Call): Reply {
    if (call.headers['content-type']?.toLowerCase().replaceAll(' ', '') !== 'application/json;charset=utf-8') return refusal(43004, 'require Content-Type application/json; charset=utf-8')
    if (call.path !== this.#url.pathname || call.query.get('access_token') !== this.#url.searchParams.get('access_token')) return refusal(300001, 'token is not exist')
    const nowMs = this.now()
    if (this.hasRateLimit && !this.#mayCall(nowMs)) return TOO_FAST
    const unsigned = this.#checkSign(call, nowMs)
    if (unsigned !== undefined) return unsigned
    const message = parseBody(call) as Partial<DingTalkMessage> | undefined
    const { title, text } = message?.markdown ?? {}
    if (message?.msgtype !== 'markdown' || typeof title !== 'string' || title === '' || typeof text !== 'string' || text === '') return refusal(40035, 'missing parameter json')
    if (Buffer.byteLength(call.body) > 20_000) return refusal(460101, 'message too long, exceed 20000 bytes')
    if (this.#keywords.length > 0 && !this.#keywords.some((keyword) => `${title}\n${text}`.includes(keyword))) return refusal(310000, 'keywords not in content, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]')
    this.messages.push(message as DingTalkMessage)
    return refusal(0, 'ok')
  }

  protected override refuse (fault: RefusingFault): Reply {
    switch (fault) {
      case 'busy': return refusal(-1, 'system busy')
      case 'busy-with-wait': return TOO_FAST
      case 'unauthorized': return refusal(310000, 'sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]')
      case 'rejected': return refusal(430101, 'content contains sensitive words')
    }
  }

  #mayCall (nowMs: number): boolean {
    if (nowMs < this.#blockedUntilMs) return false
    if (this.#rate.take(nowMs)) return true
    this.#blockedUntilMs = nowMs + BLOCKED_MS
    return false
  }

  #checkSign ({ query }: Call, nowMs: number): Reply | undefined {
    const { secret } = this.#entry
    if (secret === undefined) return undefined
    const timestamp = query.get('timestamp') ?? ''
    // A time in seconds is 1970 to it.
    if (!/^\d{1,16}$/.test(timestamp) || Math.abs(nowMs - Number(timestamp)) > HOUR_MS) return refusal(310000, 'invalid timestamp')
    const expected = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest()
    const given = query.get('sign') ?? ''
    const bytes = Buffer.from(given, 'base64')
    const isRight = given === bytes.toString('base64') && bytes.length === expected.length && timingSafeEqual(bytes, expected)
    return isRight ? undefined : refusal(310000, 'sign not match')
  }
}
