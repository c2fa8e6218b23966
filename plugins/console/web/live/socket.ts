import type { LiveCall, LiveNews } from '../api/types.js'

/** The hub beats every 10 s; so long without a word and the line is dead, whatever the browser believes. */
const SILENCE_MS = 25_000
const BACK_OFF_MS = [500, 1000, 2000, 4000, 8000]
const SIGNED_OUT = 4401

/** Whether news come in. `connecting` is the first time, `away` every later one. */
export type LiveState = 'connecting' | 'on' | 'away'

interface LiveSocketOptions {
  url: string
  onNews: (news: LiveNews) => void
  onState: (state: LiveState) => void
  onSignedOut: () => void
}

/** One live connection that comes back by itself until it is closed. */
export class LiveSocket {
  readonly #options: LiveSocketOptions
  #socket: WebSocket | undefined
  #silence: number | undefined
  #retry: number | undefined
  #failures = 0
  #hasBeenOn = false
  #isClosed = false
  #watched: string | null = null

  constructor (options: LiveSocketOptions) {
    this.#options = options
    window.addEventListener('online', this.#hurry)
    document.addEventListener('visibilitychange', this.#hurryWhenSeen)
    this.#connect()
  }

  /** Names the conversation that this tab shows; said again after every reconnect. */
  watch (conversation: string | null): void {
    this.#watched = conversation
    this.send({ kind: 'watch', conversation })
  }

  /** Says something now, or never: what is said while away is old by the time the line is back. */
  send (call: LiveCall): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(call))
  }

  close (): void {
    this.#isClosed = true
    window.removeEventListener('online', this.#hurry)
    document.removeEventListener('visibilitychange', this.#hurryWhenSeen)
    window.clearTimeout(this.#retry)
    this.#drop()
  }

  #connect (): void {
    this.#options.onState(this.#hasBeenOn ? 'away' : 'connecting')
    const socket = new WebSocket(this.#options.url)
    this.#socket = socket
    this.#listenForSilence()
    socket.onmessage = (event) => this.#hear(String(event.data))
    socket.onclose = (event) => {
      if (socket !== this.#socket) return
      if (event.code === SIGNED_OUT) {
        this.close()
        this.#options.onSignedOut()
      } else {
        this.#reconnect()
      }
    }
  }

  #hear (text: string): void {
    this.#listenForSilence()
    const news = JSON.parse(text) as LiveNews
    if (news.kind === 'beat') return
    if (news.kind === 'ready') {
      this.#failures = 0
      this.#options.onState('on')
      if (this.#watched !== null) this.watch(this.#watched)
    }
    this.#options.onNews(news)
    if (news.kind === 'ready') this.#hasBeenOn = true
  }

  #reconnect (): void {
    this.#drop()
    if (this.#isClosed) return
    this.#options.onState('away')
    const waitMs = BACK_OFF_MS[Math.min(this.#failures, BACK_OFF_MS.length - 1)] ?? 8000
    this.#failures++
    // Jitter: a hub that starts again must not meet all its consoles at once.
    this.#retry = window.setTimeout(() => this.#connect(), waitMs * (0.75 + Math.random() / 2))
  }

  #drop (): void {
    window.clearTimeout(this.#silence)
    const socket = this.#socket
    this.#socket = undefined
    if (socket === undefined) return
    socket.onmessage = null
    socket.close()
  }

  #listenForSilence (): void {
    window.clearTimeout(this.#silence)
    this.#silence = window.setTimeout(() => this.#reconnect(), SILENCE_MS)
  }

  readonly #hurry = (): void => {
    if (this.#isClosed || this.#socket !== undefined) return
    window.clearTimeout(this.#retry)
    this.#connect()
  }

  readonly #hurryWhenSeen = (): void => {
    if (document.visibilityState === 'visible') this.#hurry()
  }
}
