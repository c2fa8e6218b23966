import type { LiveCall, LiveNews } from '../api/types.js'
import type { Link, LinkEvents } from './link.js'

/** The hub beats every 10 s; so long without a word and the line is dead, whatever the browser believes. */
const SILENCE_MS = 25_000
const BACK_OFF_MS = [500, 1000, 2000, 4000, 8000]
const SIGNED_OUT = 4401

/** Whether news come in. `connecting` is the first time, `away` every later one. */
export type LiveState = 'connecting' | 'on' | 'away'

interface LiveSocketOptions {
  open: (events: LinkEvents) => Link
  /** Tells when the network or the person is back. @returns ends it */
  onWake: (listener: () => void) => () => void
  onNews: (news: LiveNews) => void
  onState: (state: LiveState) => void
  onSignedOut: () => void
}

/** One live connection that comes back by itself until it is closed. */
export class LiveSocket {
  readonly #options: LiveSocketOptions
  readonly #sleepOn: () => void
  #link: Link | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #hasBeenOn = false
  #isClosed = false
  #watched: string | null = null

  constructor (options: LiveSocketOptions) {
    this.#options = options
    this.#sleepOn = options.onWake(() => { this.#hurry() })
    this.#connect()
  }

  /** Names the conversation that this tab shows; said again after every reconnect. */
  watch (conversation: string | null): void {
    this.#watched = conversation
    this.send({ kind: 'watch', conversation })
  }

  /** Says something now, or never: what is said while away is old by the time the line is back. */
  send (call: LiveCall): void {
    this.#link?.send(JSON.stringify(call))
  }

  close (): void {
    this.#isClosed = true
    this.#sleepOn()
    clearTimeout(this.#retry)
    this.#drop()
  }

  #connect (): void {
    this.#options.onState(this.#hasBeenOn ? 'away' : 'connecting')
    const link = this.#options.open({
      onText: (text) => { if (link === this.#link) this.#hear(text) },
      onClose: (code) => { if (link === this.#link) this.#lose(code) }
    })
    this.#link = link
    this.#listenForSilence()
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

  #lose (code: number): void {
    if (code === SIGNED_OUT) {
      this.close()
      this.#options.onSignedOut()
    } else {
      this.#reconnect()
    }
  }

  #reconnect (): void {
    this.#drop()
    this.#options.onState('away')
    const waitMs = BACK_OFF_MS[Math.min(this.#failures, BACK_OFF_MS.length - 1)] ?? 8000
    this.#failures++
    // Jitter: a hub that starts again must not meet all its consoles at once.
    this.#retry = setTimeout(() => { this.#connect() }, waitMs * (0.75 + Math.random() / 2))
  }

  #drop (): void {
    clearTimeout(this.#silence)
    const link = this.#link
    this.#link = undefined
    link?.close()
  }

  #listenForSilence (): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => { this.#reconnect() }, SILENCE_MS)
  }

  #hurry (): void {
    if (this.#isClosed || this.#link !== undefined) return
    clearTimeout(this.#retry)
    this.#connect()
  }
}
