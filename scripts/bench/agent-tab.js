import { WebSocket } from 'ws'
import { call } from './people.js'

/** @typedef {import('@kefuhub/contract').ConversationView} Conversation */
/** @typedef {import('../../core/src/http/live-protocol.js').LiveNews} LiveNews */

/** An open console of an agent, as far as the hub sees one: it hears of everything, and answers. */
export class AgentTab {
  /** @type {string} */
  #hubUrl
  /** @type {string} */
  #cookie
  /** @type {WebSocket} */
  #socket
  #isClosed = false

  /**
   * @param {string} hubUrl
   * @param {string} cookie of the agent
   * @param {{ onConversation: (conversation: Conversation) => void, onBroken: (error: Error) => void }} events `onConversation`: new or changed
   */
  constructor (hubUrl, cookie, { onConversation, onBroken }) {
    this.#hubUrl = hubUrl
    this.#cookie = cookie
    this.#socket = new WebSocket(`${hubUrl.replace('http', 'ws')}/api/v1/live`, { headers: { origin: hubUrl, cookie }, perMessageDeflate: false })
    this.#socket.on('error', onBroken)
    this.#socket.on('close', (code) => { if (!this.#isClosed) onBroken(new Error(`the hub closed the connection of a console: ${code}`)) })
    this.#socket.on('message', (data) => {
      const news = /** @type {LiveNews} */ (JSON.parse(String(data)))
      if (news.kind === 'conversations') news.items.forEach(onConversation)
    })
  }

  /** @returns {Promise<void>} settles when nothing is missed any more */
  async open () {
    await new Promise((resolve, reject) => { this.#socket.once('message', resolve).once('error', reject) })
  }

  /**
   * @param {string} conversation
   * @param {string} text
   */
  async answer (conversation, text) {
    const response = await call(this.#hubUrl, 'POST', `conversations/${conversation}/messages`, { content: { type: 'text', text } }, this.#cookie)
    await response.arrayBuffer()
  }

  close () {
    this.#isClosed = true
    this.#socket.close()
  }
}
