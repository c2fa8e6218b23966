import type { Clock, MediaRef, OutboundMessage, SendResult } from '@kefuhub/contract'
import type { AccountStatus } from '../api/account-status.js'
import { ApiError } from '../api/api-error.js'
import type { Api } from '../api/api.js'
import { composeBody } from './compose.js'
import { composeTemplate, TEMPLATE_PATH } from './template.js'
import type { MediaUploads, UploadType } from './media-uploads.js'
import { NEUTRAL_THUMB } from './neutral-thumb.js'
import type { Options } from '../options.js'
import { rowOf, toDeliveryError, untilNextDayMs } from '../api/verdict.js'

const PATH = '/cgi-bin/message/custom/send'
const TYPING_PATH = '/cgi-bin/message/custom/typing'
const MEDIA_EXPIRED = 40007

/** Sends customer-service messages of one account. The platform gives no id and no receipt. */
export class Sender {
  readonly #api: Api
  readonly #uploads: MediaUploads
  readonly #options: Options
  readonly #clock: Clock
  readonly #status: AccountStatus

  constructor (api: Api, uploads: MediaUploads, options: Options, clock: Clock, status: AccountStatus) {
    this.#api = api
    this.#uploads = uploads
    this.#options = options
    this.#clock = clock
    this.#status = status
  }

  /** Sends one message. @throws a `DeliveryError` */
  async send (message: OutboundMessage, { signal }: { signal: AbortSignal }): Promise<SendResult> {
    const used = new Set<string>()
    let result: SendResult
    try {
      result = await this.#attempt(message, used, signal)
    } catch (error) {
      if (!(used.size > 0 && error instanceof ApiError && error.errcode === MEDIA_EXPIRED)) throw this.#explain(error, message, false)
      // The platform dropped a file before its time. The message was refused, so a second one cannot double it.
      this.#uploads.forget(used)
      try {
        result = await this.#attempt(message, used, signal)
      } catch (error) {
        throw this.#explain(error, message, false)
      }
    }
    this.#status.solve('rights')
    this.#status.solve('quota')
    return result
  }

  /** Shows or hides "is typing"; what the platform thinks of it does not matter. */
  async setTyping (recipient: string, isOn: boolean): Promise<void> {
    try {
      await this.#api.call(TYPING_PATH, { body: { touser: recipient, command: isOn ? 'Typing' : 'CancelTyping' } })
    } catch {}
  }

  /** @returns the platform's id of a template message, the only one that it gives */
  async #attempt (message: OutboundMessage, used: Set<string>, signal: AbortSignal): Promise<SendResult> {
    if (message.content.type === 'template') {
      const { msgid } = await this.#api.call(TEMPLATE_PATH, { body: composeTemplate(message, message.content), signal })
      return typeof msgid === 'number' || typeof msgid === 'string' ? { externalId: String(msgid) } : {}
    }
    let body
    try {
      body = await composeBody(message, this.#options, async (ref, type) => {
        const id = await this.#upload(ref, type, signal)
        used.add(id)
        return id
      })
    } catch (error) {
      throw this.#explain(error, message, true)
    }
    await this.#api.call(PATH, { body, signal })
    return {}
  }

  #upload (ref: MediaRef | undefined, type: UploadType, signal: AbortSignal): Promise<string> {
    return ref === undefined ? this.#uploads.idOfFile(NEUTRAL_THUMB, type, signal) : this.#uploads.idOf(ref, type, signal)
  }

  #explain (error: unknown, { attempt }: OutboundMessage, isRepeatable: boolean): Error {
    const nowMs = this.#clock.now()
    const row = error instanceof ApiError ? rowOf(error.errcode) : undefined
    if (row?.subject === 'rights') this.#status.report('rights', 'degraded', row.text)
    if (row?.subject === 'quota') this.#status.report('quota', 'degraded', row.text, untilNextDayMs(nowMs))
    return toDeliveryError(error, { attempt, nowMs, isRepeatable })
  }
}
