import { ApiError } from '../../api/api-error.js'
import { createRequestKey } from '../../api/request-key.js'
import type { Content, MediaRef, Message } from '../../api/types.js'
import type { StorageBox } from '../../shell/storage-box.js'
import { fromStored, toStored, type Entry } from './entry.js'

const BACK_OFF_MS = [1000, 2000, 4000, 8000, 15_000]

/** What the outbox needs from around it. */
export interface OutboxSurroundings {
  /** Keeps entries over a reload. */
  storage: StorageBox
  /** Asks the hub to send something, under an idempotency key. @throws ApiError */
  post: (conversation: string, content: Content, key: string) => Promise<Message[]>
  /** Uploads a file, and tells how much of it is done in percent. @throws ApiError */
  upload: (file: File, onProgress: (percent: number) => void, signal: AbortSignal) => Promise<MediaRef>
  /** Shows what the hub made of an entry. */
  onSent: (conversation: string, messages: readonly Message[]) => void
  /** The id of the newest message of a conversation's log. */
  newest: (conversation: string) => string | undefined
}

/**
 * Sends what an agent wrote: in order, one at a time per conversation, under one idempotency key each, again and again until the hub
 * acknowledges it or refuses it. Survives reloads of its tab.
 */
export class Outbox {
  readonly #name: string
  readonly #surroundings: OutboxSurroundings
  #entries: readonly Entry[]
  readonly #busy = new Map<string, AbortController>()
  readonly #failures = new Map<string, number>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #listeners = new Set<() => void>()
  #isClosed = true

  constructor (me: string, surroundings: OutboxSurroundings) {
    this.#name = `kefuhub.outbox.${me}`
    this.#surroundings = surroundings
    this.#entries = this.#read()
  }

  readonly entries = (): readonly Entry[] => this.#entries

  readonly subscribe = (listener: () => void): () => void => {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  /** Begins to send. @returns stops */
  start (): () => void {
    this.#isClosed = false
    this.hurry()
    return () => {
      this.#isClosed = true
      for (const timer of this.#timers.values()) clearTimeout(timer)
      this.#timers.clear()
    }
  }

  send (conversation: string, content: Content): void {
    this.#add({ conversation, content })
  }

  sendFile (conversation: string, file: File, fileType: NonNullable<Entry['fileType']>): void {
    this.#add({ conversation, file, fileName: file.name, fileType })
  }

  /** Tries a refused entry once more. It was refused, so that it may take its old key. */
  retry (key: string): void {
    this.#change(key, { state: 'waiting', error: undefined })
    this.hurry()
  }

  /** Whether something is lost when the page goes now: a reload keeps texts but no files, and a tab that closes while the network is away neither. */
  isAtRisk (): boolean {
    return this.#entries.some(({ state, content, error }) => state !== 'refused' && (content === undefined || error !== undefined))
  }

  discard (key: string): void {
    this.#busy.get(key)?.abort()
    this.#set(this.#entries.filter((entry) => entry.key !== key))
  }

  /** Tries at once what waits for the network. */
  readonly hurry = (): void => {
    for (const conversation of new Set(this.#entries.map((entry) => entry.conversation))) {
      clearTimeout(this.#timers.get(conversation))
      this.#timers.delete(conversation)
      this.#work(conversation)
    }
  }

  #add (entry: Omit<Entry, 'key' | 'at' | 'state'>): void {
    this.#set([...this.#entries, { key: createRequestKey(), at: new Date().toISOString(), state: 'waiting', ...entry }])
    if (!this.#timers.has(entry.conversation)) this.#work(entry.conversation)
  }

  async #work (conversation: string): Promise<void> {
    if (this.#isClosed || this.#entries.some((entry) => entry.conversation === conversation && this.#busy.has(entry.key))) return
    const entry = this.#entries.find((one) => one.conversation === conversation && one.state === 'waiting')
    if (entry === undefined) return
    const { key } = entry
    const control = new AbortController()
    this.#busy.set(key, control)
    const after = this.#surroundings.newest(conversation)
    this.#change(key, { state: 'sending', ...(after !== undefined && { after }) })
    try {
      const content = entry.content ?? await this.#upload(entry, control.signal)
      const messages = await this.#surroundings.post(conversation, content, key)
      this.#failures.delete(conversation)
      this.#surroundings.onSent(conversation, messages)
      this.#set(this.#entries.filter((one) => one.key !== key))
    } catch (error) {
      if (isRefusal(error)) {
        this.#change(key, { state: 'refused', error })
      } else if (this.#entries.some((one) => one.key === key)) {
        this.#change(key, { state: 'waiting', error })
        this.#wait(conversation)
      }
    } finally {
      this.#busy.delete(key)
    }
    if (!this.#timers.has(conversation)) await this.#work(conversation)
  }

  async #upload (entry: Entry, signal: AbortSignal): Promise<Content> {
    const { key, file, fileType: type = 'file' } = entry
    if (file === undefined) throw new ApiError('FILE_LOST', 'The file was lost when the page was reloaded.', 410)
    const ref = await this.#surroundings.upload(file, (percent) => { this.#change(key, { percent }) }, signal)
    const media = { state: 'stored' as const, ...(ref.id !== undefined && { id: ref.id }) }
    const content: Content = type === 'file' ? { type, media, name: file.name } : { type, media }
    this.#change(key, { content })
    return content
  }

  #wait (conversation: string): void {
    if (this.#isClosed) return
    const failures = this.#failures.get(conversation) ?? 0
    this.#failures.set(conversation, failures + 1)
    const waitMs = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 15_000
    this.#timers.set(conversation, setTimeout(() => {
      this.#timers.delete(conversation)
      this.#work(conversation)
    }, waitMs))
  }

  #change (key: string, change: Partial<Omit<Entry, 'error'>> & { error?: unknown }): void {
    this.#set(this.#entries.map((entry) => entry.key === key ? { ...entry, ...change } : entry))
  }

  #set (entries: readonly Entry[]): void {
    this.#entries = entries
    try {
      if (entries.length === 0) this.#surroundings.storage.removeItem(this.#name)
      else this.#surroundings.storage.setItem(this.#name, JSON.stringify(entries.map(toStored)))
    } catch {
      // A full or forbidden storage: entries live as long as the page, and leaving it is warned of.
    }
    for (const listener of this.#listeners) listener()
  }

  #read (): Entry[] {
    try {
      return (JSON.parse(this.#surroundings.storage.getItem(this.#name) ?? '[]') as Entry[]).map(fromStored)
    } catch {
      return []
    }
  }
}

/** Whether asking again would bring the same answer. Signing in again, waiting or a hub that comes back may bring another one. */
function isRefusal (error: unknown): boolean {
  if (!(error instanceof ApiError)) return true
  const { status, code } = error
  return status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status) && code !== 'KH_ERR_API_PASSWORD_CHANGE'
}
