import { createHmac } from 'node:crypto'
import { HttpSimulator, parseBody, type Call, type RefusingFault, type Reply, type SimulatorSettings } from './http-simulator.js'
import { RateWindow } from './rate-window.js'

/** A piece of a line. */
export type FeishuElement = { tag: 'text', text: string } | { tag: 'a', text: string, href: string } | { tag: 'at', user_id: string }

/** What arrived in the group. */
export interface FeishuMessage {
  msg_type: 'post'
  content: { post: { zh_cn: { title: string, content: FeishuElement[][] } } }
}

const HOUR_S = 3600
const FIELDS: Record<FeishuElement['tag'], readonly string[]> = { text: ['tag', 'text'], a: ['tag', 'text', 'href'], at: ['tag', 'user_id'] }
const refusal = (code: number, msg: string): Reply => ({ body: { code, msg, data: {} } })

/**
 * A simulated custom bot of Feishu, for rich text. It rests on the vendor's pages on custom bots and on limits: 20 KB, 100 calls in a
 * minute and 5 in a second, the signature within the hour, keywords, error codes.
 */
export class FeishuBot extends HttpSimulator {
  readonly messages: FeishuMessage[] = []
  /** The wait that `busy-with-wait` asks for, in seconds. */
  waitS = 30
  readonly #entry: { url: string, secret?: string }
  readonly #path: string
  readonly #keywords: readonly string[]
  readonly #perMinute = new RateWindow(100, 60_000)
  readonly #perSecond = new RateWindow(5, 1000)

  /** @param entry options of the plugin for the bot @param settings.keywords one of them must be in every message; none: no such check */
  constructor (entry: { url: string, secret?: string }, { keywords = [], ...settings }: SimulatorSettings & { keywords?: readonly string[] } = {}) {
    super(settings)
    this.#entry = entry
    this.#path = new URL(entry.url).pathname
    this.#keywords = keywords
  }

  override get options (): Record<string, unknown> {
    return { feishu: { ...this.#entry, url: `http://${this.host}${this.#path}`, host: this.host } }
  }

  protected override answer (call: Call): Reply {
    if (call.path !== this.#path) return refusal(19001, 'param invalid: incoming webhook access token invalid')
    if (Buffer.byteLength(call.body) > 20 * 1024) return refusal(9499, 'Bad Request: body too large')
    const message = parseBody(call)
    if (message === undefined) return { ...refusal(9499, 'Bad Request'), status: 400 }
    const { timestamp, sign, ...post } = message
    if (!this.#isSigned(timestamp, sign)) return refusal(19021, 'sign match fail or timestamp is not within one hour from current time')
    const nowMs = this.now()
    if (this.hasRateLimit && !(this.#perSecond.take(nowMs) && this.#perMinute.take(nowMs))) return refusal(11232, 'frequency limited')
    if (!isPost(post)) return refusal(9499, 'Bad Request: params error')
    if (this.#keywords.length > 0 && !this.#keywords.some((keyword) => call.body.includes(keyword))) return refusal(19024, 'Key Words Not Found')
    this.messages.push(post)
    return { body: { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' } }
  }

  protected override refuse (fault: RefusingFault): Reply {
    switch (fault) {
      case 'busy': return refusal(11232, 'frequency limited')
      case 'busy-with-wait': return { ...refusal(99991400, 'request trigger frequency limit'), status: 429, headers: { 'x-ogw-ratelimit-reset': String(this.waitS) } }
      case 'unauthorized': return refusal(19022, 'Ip Not Allowed')
      case 'rejected': return { ...refusal(9499, 'Bad Request'), status: 400 }
    }
  }

  #isSigned (timestamp: unknown, sign: unknown): boolean {
    const { secret } = this.#entry
    if (secret === undefined) return true
    // A time in milliseconds is far in the future to it.
    if (typeof timestamp !== 'string' || Math.abs(this.now() / 1000 - Number(timestamp)) > HOUR_S) return false
    return sign === createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64')
  }
}

function isPost (message: Record<string, unknown>): message is Record<string, unknown> & FeishuMessage {
  const { msg_type: type, content, ...more } = message as Partial<FeishuMessage>
  const { title, content: lines } = content?.post?.zh_cn ?? {}
  return type === 'post' && Object.keys(more).length === 0 && typeof title === 'string' && Array.isArray(lines) && lines.length > 0 &&
    lines.every((line) => Array.isArray(line) && line.length > 0 && line.every(isElement))
}

function isElement (element: FeishuElement): boolean {
  const fields = FIELDS[element.tag] ?? []
  return fields.length === Object.keys(element).length && fields.every((field) => {
    const value: unknown = element[field as keyof FeishuElement]
    return typeof value === 'string' && value !== ''
  })
}
