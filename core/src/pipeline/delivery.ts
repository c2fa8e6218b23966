import {
  createDeadline, isDeliveryError, Retryable, Uncertain, WindowClosed, type DeliveryError, type Unauthorized,
  type Clock, type Log, type OutboundMessage, type SendResult
} from '@kefuhub/contract'
import type { Bulletin } from '../desk/bulletin.js'
import type { Contacts } from '../desk/contacts.js'
import { retryDelayMs, type RetryPolicy } from '../outbox/backoff.js'
import type { Dispatcher } from '../outbox/dispatcher.js'
import type { DeliveryDoc, MessageDoc } from '../store/message-model.js'
import { FLEETING, type NativeCollections, type Store } from '../store/store.js'
import type { Channels, RunningChannel } from './channels.js'
import type { Step } from './lane.js'
import { LaneLost, type Lease } from './lease.js'
import type { PipelineMetrics } from './metrics.js'
import { isOpen, shut, spend } from './reply-window.js'
import type { Tell } from './tell.js'

/** How deliveries behave. */
export interface DeliveryOptions {
  retry: RetryPolicy
  sendTimeoutMs: number
  /** How often a message whose outcome is unknown is sent again by itself. */
  resendUncertain: number
}

/**
 * Brings one outgoing message to its platform. It is claimed before the call and settled after it: a process that dies in
 * between leaves `sending` behind, and the next holder sends that one message again and says so.
 */
export class Delivery {
  readonly #messages: NativeCollections['messages']
  readonly #contacts: Contacts
  readonly #bulletin: Bulletin
  readonly #channels: Channels
  readonly #dispatcher: Dispatcher
  readonly #tell: Tell
  readonly #clock: Clock
  readonly #log: Log
  readonly #metrics: PipelineMetrics
  readonly #options: DeliveryOptions
  readonly #stopping = new AbortController()

  constructor (options: {
    store: Store,
    contacts: Contacts,
    bulletin: Bulletin,
    channels: Channels,
    dispatcher: Dispatcher,
    tell: Tell,
    clock: Clock,
    log: Log,
    metrics: PipelineMetrics,
    options: DeliveryOptions
  }) {
    this.#messages = options.store.native.messages
    this.#contacts = options.contacts
    this.#bulletin = options.bulletin
    this.#channels = options.channels
    this.#dispatcher = options.dispatcher
    this.#tell = options.tell
    this.#clock = options.clock
    this.#log = options.log
    this.#metrics = options.metrics
    this.#options = options.options
  }

  /** Waits for no platform any more: the hub has to end. */
  abort (): void { this.#stopping.abort() }

  async run (lease: Lease, message: MessageDoc): Promise<Step> {
    const channel = this.#channels.find(message.channel)
    if (channel === undefined) return await this.#again(message, new Retryable(`No channel '${message.channel}' is configured`))
    const waitMs = this.#channels.pausedMs(channel.id) || await this.#rateWait(channel)
    if (waitMs > 0) return await this.#postpone(message, waitMs)
    const windows = channel.capabilities.replyWindows
    if (!isTemplate(message) && !isOpen(lease.thread.window, windows, this.#clock.now())) {
      return await this.#giveUp(message, 'failed', new WindowClosed('The platform takes no message for this customer now', windows.map((window) => window.trigger)))
    }
    await this.#claim(lease, message)
    let result: SendResult
    try {
      result = await this.#send(channel, message)
    } catch (error) {
      return await this.#failed(lease, channel, message, error)
    }
    return await this.#sent(lease, message, result)
  }

  async #rateWait (channel: RunningChannel): Promise<number> {
    const { rate } = channel.capabilities
    return rate === undefined ? 0 : await this.#dispatcher.take(channel.id, rate)
  }

  async #claim (lease: Lease, message: MessageDoc): Promise<void> {
    lease.check()
    const attempts = (message.delivery?.attempts ?? 0) + 1
    // Written before the call and not only logged: the log of a process that is killed may miss its last lines.
    const isRepeated = message.delivery?.state === 'sending' || message.delivery?.repeated === true
    const delivery: DeliveryDoc = { state: 'sending', attempts, claim: lease.name, ...(isRepeated && { repeated: true }) }
    const claimed = await this.#messages.updateOne(
      { _id: message._id, due: { $exists: true }, 'delivery.attempts': attempts - 1 }, { $set: { delivery } }, FLEETING)
    if (claimed.matchedCount === 0) throw new LaneLost(`Message ${message._id} was taken by another holder of the lane`)
    if (message.delivery?.state === 'sending') {
      this.#metrics.sentTwice(message.channel)
      this.#log.warn({ trace: message.trace, message: message._id, claim: message.delivery.claim }, 'was in flight when its process ended; sent again, the customer may see it twice')
    }
    message.delivery = delivery
  }

  async #send (channel: RunningChannel, message: MessageDoc): Promise<SendResult> {
    const outbound: OutboundMessage = {
      id: message._id,
      recipient: message.thread.slice(message.channel.length + 1),
      content: message.content,
      author: message.author ?? { kind: 'system', id: 'hub' },
      attempt: message.delivery?.attempts ?? 1
    }
    const { signal, clear } = createDeadline(this.#options.sendTimeoutMs, this.#stopping.signal)
    try {
      return await Promise.race([
        channel.instance.send(outbound, { signal }),
        // A channel that ignores its signal must not hold the lane.
        new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Uncertain('The platform did not answer in time')), { once: true }))
      ])
    } finally {
      clear()
    }
  }

  async #sent (lease: Lease, message: MessageDoc, result: SendResult): Promise<Step> {
    if (!isTemplate(message)) lease.note(spend(lease.thread))
    const now = this.#clock.now()
    const tell = this.#tell.hasSubscribers('message.sent') ? 'message.sent' as const : undefined
    const delivery: DeliveryDoc = {
      state: 'sent',
      attempts: message.delivery?.attempts ?? 1,
      sentAt: new Date(now),
      ...(message.delivery?.repeated === true && { repeated: true }),
      ...(result.externalId !== undefined && { externalId: result.externalId })
    }
    // An event that is still to be told keeps the message due, so that the lane or the sweep comes back to it.
    await this.#messages.updateOne({ _id: message._id }, {
      $set: { delivery, ...(tell !== undefined && { tell }) },
      ...(tell === undefined && { $unset: { due: 1 } })
    })
    this.#bulletin.message(message.conversation, message._id)
    this.#metrics.sent(message.channel, 'sent')
    this.#metrics.answerSeconds(message.channel, (now - message.at.getTime()) / 1000)
    this.#log.info({ trace: message.trace, channel: message.channel, message: message._id, attempts: delivery.attempts }, 'message sent')
    if (tell !== undefined) await this.#tell.message({ ...message, delivery, tell })
    return 'done'
  }

  async #failed (lease: Lease, channel: RunningChannel, message: MessageDoc, error: unknown): Promise<Step> {
    const failure = isDeliveryError(error) ? error : new Uncertain((error as Error).message, { cause: error })
    switch (failure.verdict) {
      case 'retry':
        return await this.#again(message, failure)
      case 'unauthorized': {
        const { afterMs } = failure as Unauthorized
        this.#channels.pause(channel.id, afterMs)
        this.#log.error({ trace: message.trace, channel: channel.id, reason: failure.message, afterMs }, 'the channel pauses until an operator acts')
        return await this.#postpone(message, afterMs, failure)
      }
      case 'uncertain':
        if ((message.delivery?.attempts ?? 1) <= this.#options.resendUncertain) return await this.#again(message, failure)
        lease.note(spend(lease.thread))
        return await this.#giveUp(message, 'uncertain', failure)
      case 'window-closed':
        lease.note(shut(lease.thread))
        return await this.#giveUp(message, 'failed', failure)
      case 'recipient-gone':
        await this.#contacts.applyProfile(message.thread, { reachable: false })
        return await this.#giveUp(message, 'failed', failure)
      case 'rejected':
        return await this.#giveUp(message, 'failed', failure)
    }
  }

  async #again (message: MessageDoc, failure: DeliveryError): Promise<Step> {
    const attempts = message.delivery?.attempts ?? 1
    if (attempts >= this.#options.retry.attempts) return await this.#giveUp(message, 'dead', failure)
    this.#metrics.sent(message.channel, 'retry')
    return await this.#postpone(message, retryDelayMs(this.#options.retry, attempts, (failure as Partial<Retryable>).afterMs), failure)
  }

  async #postpone (message: MessageDoc, delayMs: number, failure?: DeliveryError): Promise<Step> {
    await this.#messages.updateOne({ _id: message._id }, {
      $set: {
        due: new Date(this.#clock.now() + delayMs),
        'delivery.state': 'due',
        ...(failure !== undefined && { 'delivery.code': failure.code, 'delivery.reason': failure.message })
      },
      $unset: { 'delivery.claim': 1 }
    })
    this.#dispatcher.wakeIn(delayMs, 'lane', message.thread)
    if (failure !== undefined) {
      this.#bulletin.message(message.conversation, message._id)
      this.#log.warn({ trace: message.trace, channel: message.channel, message: message._id, code: failure.code, reason: failure.message, delayMs }, 'sending failed and will be tried again')
    }
    return 'waiting'
  }

  async #giveUp (message: MessageDoc, state: 'failed' | 'dead' | 'uncertain', failure: DeliveryError): Promise<Step> {
    const tell = this.#tell.hasSubscribers('message.failed') ? 'message.failed' as const : undefined
    const delivery: DeliveryDoc = { state, attempts: message.delivery?.attempts ?? 0, code: failure.code, reason: failure.message, ...(message.delivery?.repeated === true && { repeated: true }) }
    await this.#messages.updateOne({ _id: message._id }, {
      $set: { delivery, dead: new Date(this.#clock.now()), ...(tell !== undefined && { tell }) },
      ...(tell === undefined && { $unset: { due: 1 } })
    })
    this.#bulletin.message(message.conversation, message._id)
    this.#metrics.sent(message.channel, state)
    this.#log.error({ trace: message.trace, channel: message.channel, message: message._id, state, code: failure.code, reason: failure.message }, 'message not delivered; it is in the dead letters')
    if (tell !== undefined) await this.#tell.message({ ...message, delivery, tell })
    return 'done'
  }
}

/** Templates are for the time in which the window is closed, and take nothing of it. */
function isTemplate ({ content }: MessageDoc): boolean { return content.type === 'template' }
