import { randomBytes } from 'node:crypto'
import type { Account } from './account.js'
import { deliver } from './delivery.js'
import type { Follower } from './follower.js'
import * as message from './message.js'
import type { PushResult } from './push.js'
import { samplePicture, sampleVideo, sampleVoice } from './samples.js'
import type { Simulation } from './simulation.js'
import type { XmlFields } from './xml.js'

/** What a test may set of one push. */
export interface PushOptions {
  /** Digits; `null` leaves the element out. Default the next free one. */
  msgId?: string | bigint | null
  /** Unix seconds. Default now. */
  createTime?: number
  /** Does not wait until the customer's earlier pushes are through. */
  parallel?: boolean
}

/** A customer with WeChat in hand. Each action opens its window, delivers the callback and resolves when that is through. */
export class Customer {
  readonly #simulation: Simulation
  readonly #account: Account
  readonly #follower: Follower

  constructor (simulation: Simulation, account: Account, follower: Follower) {
    this.#simulation = simulation
    this.#account = account
    this.#follower = follower
  }

  get openid (): string { return this.#follower.openid }

  /** Whether "is typing" is shown. */
  get seesTyping (): boolean { return this.#follower.seesTyping(this.#simulation.now()) }

  /** Answers that the account may still send. */
  get answersLeft (): number { return this.#follower.window.remaining(this.#simulation.now()) }

  /** Ends the time in which the account may answer, as if nothing had been written for two days. */
  expireWindow (): void { this.#follower.window.close() }

  /** Follows the account. @param scene of a QR code */
  follow (scene?: string, options?: PushOptions): Promise<PushResult> {
    const elements = scene === undefined ? { EventKey: '' } : { EventKey: `qrscene_${scene}`, Ticket: makeTicket() }
    return this.#push(message.eventMessage('subscribe', elements), options)
  }

  unfollow (options?: PushOptions): Promise<PushResult> {
    return this.#push(message.eventMessage('unsubscribe', { EventKey: '' }), options)
  }

  sendText (text: string, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.textMessage(this.#id(options), text), options)
  }

  /** @param bytes default a JPEG of one pixel */
  sendImage (bytes: Buffer = samplePicture, options?: PushOptions): Promise<PushResult> {
    const id = this.#keep('image', bytes)
    return this.#push(message.imageMessage(this.#id(options), this.#pictureUrl(id), id), options)
  }

  /** @param bytes default one second of silent AMR */
  sendVoice (bytes: Buffer = sampleVoice, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.voiceMessage(this.#id(options), this.#keep('voice', bytes)), options)
  }

  /** @param bytes default an MP4 without tracks */
  sendVideo (bytes: Buffer = sampleVideo, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.videoMessage(this.#id(options), this.#keep('video', bytes), this.#keep('thumb', samplePicture)), options)
  }

  /** @param bytes default an MP4 without tracks */
  sendShortVideo (bytes: Buffer = sampleVideo, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.videoMessage(this.#id(options), this.#keep('video', bytes), this.#keep('thumb', samplePicture), 'shortvideo'), options)
  }

  sendLocation (place = { latitude: 23.134521, longitude: 113.358803, scale: 20, label: '广州市天河区' }, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.locationMessage(this.#id(options), place), options)
  }

  sendLink (link = { title: '公众平台官网', description: '链接', url: 'https://example.com/?a=1&b=2' }, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.linkMessage(this.#id(options), link), options)
  }

  sendFile (file = { name: '订单.pdf', bytes: 1_024 }, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.fileMessage(this.#id(options), file), options)
  }

  sendMiniProgramPage (page = { title: '商品', appId: 'wx00000000000000aa', pagePath: 'pages/goods?id=42' }, options?: PushOptions): Promise<PushResult> {
    const thumbMediaId = this.#keep('thumb', samplePicture)
    return this.#push(message.miniProgramMessage(this.#id(options), { ...page, thumbMediaId, thumbUrl: this.#pictureUrl(thumbMediaId) }), options)
  }

  /** A message of a type that no document knows. */
  sendUnknown (type: string, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.unknownMessage(this.#id(options), type), options)
  }

  /** Any elements behind FromUserName, in the given order. They open a window like their typed forms. */
  sendRaw (fields: XmlFields, options?: PushOptions): Promise<PushResult> {
    return this.#push(fields, options)
  }

  /** Taps a menu entry of type click. */
  tapMenu (key: string, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.eventMessage('CLICK', { EventKey: key }), options)
  }

  /** Taps a menu entry of type view; opens no window. */
  viewMenu (url: string, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.eventMessage('VIEW', { EventKey: url, MenuId: 1_075_000_001 }), options)
  }

  /** Scans a QR code of the account. */
  scan (scene: string, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.eventMessage('SCAN', { EventKey: scene, Ticket: makeTicket() }), options)
  }

  /** Reports where the customer is; opens no window. */
  reportLocation (place = { latitude: 23.137466, longitude: 113.352425, precision: 119.38504 }, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.eventMessage('LOCATION', { Latitude: place.latitude, Longitude: place.longitude, Precision: place.precision }), options)
  }

  /** Taps an item of a msgmenu message. */
  tapMessageMenu (id: string, label: string, options?: PushOptions): Promise<PushResult> {
    return this.#push(message.textMessage(this.#id(options), label, id), options)
  }

  async #push (fields: XmlFields, { createTime, parallel = false }: PushOptions = {}): Promise<PushResult> {
    const send = async () => {
      this.#follower.act(fields, this.#simulation.now())
      return await deliver(this.#simulation, this.#account, this.openid, createTime === undefined ? fields : { CreateTime: createTime, ...fields })
    }
    if (parallel) return await send()
    const result = this.#follower.tail.then(send)
    this.#follower.tail = result.catch(() => undefined)
    return await result
  }

  #id (options: PushOptions | undefined): message.MessageId {
    return options?.msgId === undefined ? this.#simulation.nextId() : options.msgId
  }

  #keep (type: 'image' | 'voice' | 'video' | 'thumb', bytes: Buffer): string {
    return this.#account.media.put(type, bytes, this.#simulation.now()).id
  }

  // Plain http on a host of the platform's, like the real one.
  #pictureUrl (mediaId: string): string {
    return `${this.#simulation.url}/mmbiz_jpg/${mediaId}/0`
  }
}

function makeTicket (): string {
  return randomBytes(48).toString('base64url')
}
