import { WebSocket } from 'ws'
import { shopOrigin } from './web-hub.js'

/** @typedef {import('../../plugins/channel-web/src/wire.js').Place} Place */
/** @typedef {import('../../plugins/channel-web/src/wire.js').ToHub} ToHub */
/** @typedef {import('../../plugins/channel-web/src/wire.js').ToWidget} ToWidget */
/** @typedef {import('../../plugins/channel-web/src/wire.js').WireMessage} WireMessage */

/** How often a widget asks whether it missed something, as the real one does. */
const resumeEveryMs = 25_000

/** An open widget of a visitor: a visit and a WebSocket, and what the real widget says by itself over it. */
export class Visitor {
  /** @type {WebSocket} */
  #socket
  /** @type {(message: WireMessage) => void} */
  #onMessage
  /** @type {(error: Error) => void} */
  #onBroken
  /** @type {Place | undefined} the last message it has */
  #place
  /** @type {NodeJS.Timeout | undefined} */
  #timer
  /** @type {() => void} */
  #onHistory = () => {}

  /**
   * @param {WebSocket} socket
   * @param {{ onMessage: (message: WireMessage) => void, onBroken: (error: Error) => void }} events
   */
  constructor (socket, { onMessage, onBroken }) {
    this.#socket = socket
    this.#onMessage = onMessage
    this.#onBroken = onBroken
    socket.on('message', (data) => this.#take(JSON.parse(String(data))))
    socket.on('error', onBroken)
    socket.on('close', (code) => onBroken(new Error(`the hub closed a widget's connection: ${code}`)))
  }

  /**
   * Opens a visit of somebody new and connects.
   * @param {string} channelUrl
   * @param {string} address which the visitor's browser has
   * @param {{ onMessage: (message: WireMessage) => void, onBroken: (error: Error) => void }} events
   * @returns {Promise<Visitor>} once the hub told what there is
   */
  static async open (channelUrl, address, events) {
    const headers = { origin: shopOrigin, 'x-forwarded-for': address }
    const body = JSON.stringify({ lang: 'zh', page: { url: `${shopOrigin}/products/38812`, title: '保温杯 500 ml' } })
    const response = await fetch(`${channelUrl}/session`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body })
    const answer = await response.text()
    if (!response.ok) throw new Error(`a visit was answered with ${response.status} ${answer}`)
    const cookie = response.headers.getSetCookie().map((line) => line.replace(/;.*/s, '')).join('; ')
    const visitor = new Visitor(new WebSocket(`${channelUrl.replace('http', 'ws')}/socket`, { headers: { ...headers, cookie }, perMessageDeflate: false }), events)
    await visitor.#resumed()
    return visitor
  }

  /**
   * @param {string} clientId
   * @param {string} text
   */
  write (clientId, text) {
    this.#say({ kind: 'send', clientId, content: { type: 'text', text } })
  }

  close () {
    clearInterval(this.#timer)
    this.#socket.removeAllListeners('close').close()
  }

  /** @returns {Promise<void>} */
  async #resumed () {
    const answered = new Promise((resolve) => { this.#onHistory = () => resolve(undefined) })
    await new Promise((resolve, reject) => { this.#socket.once('open', resolve).once('error', reject) })
    this.#timer = setInterval(() => this.#resume(), resumeEveryMs)
    this.#resume()
    await answered
  }

  #resume () {
    this.#say({ kind: 'resume', ...(this.#place !== undefined && { after: this.#place }) })
  }

  /** @param {ToHub} call */
  #say (call) {
    this.#socket.send(JSON.stringify(call))
  }

  /** @param {ToWidget} call */
  #take (call) {
    switch (call.kind) {
      case 'message': this.#see(call.message); break
      case 'history':
        for (const message of call.messages) this.#see(message)
        this.#onHistory()
        break
      case 'refused': this.#onBroken(new Error(`a call of a widget was refused: ${call.code} ${call.reason}`))
    }
  }

  /** @param {WireMessage} message */
  #see (message) {
    const { at, id, from } = message
    const isNew = this.#place === undefined || at > this.#place.at || (at === this.#place.at && id > this.#place.id)
    if (isNew) this.#place = { at, id }
    this.#onMessage(message)
    if (isNew && from !== 'visitor') this.#say({ kind: 'read', upTo: { at, id } })
  }
}
