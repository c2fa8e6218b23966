import type { Live } from '@kefuhub/contract'

/** What changed on the desk, by ids; whoever shows it reads it from the store. */
export interface DeskNews {
  conversations: string[]
  /** Messages that are new or whose delivery moved on, by conversation. */
  messages: Array<[conversation: string, message: string]>
  activities: Array<[conversation: string, activity: string]>
  agents: string[]
  tickets: Array<[ticket: string, conversation?: string]>
  alerts: string[]
  /** Contacts of whom another system told something. */
  facts: string[]
}

/** A customer who is writing, or has stopped. */
export interface DeskTyping { thread: string, isTyping: boolean }

const NEWS = 'desk\nnews'
const TYPING = 'desk\ntyping'
/** News of so long leaves together, in milliseconds: a lane writes several things about one message. */
const GATHER_MS = 5
/** More leaves at once: a live message is bounded. */
const MAX_GATHERED = 500

const none = (): DeskNews => ({ conversations: [], messages: [], activities: [], agents: [], tickets: [], alerts: [], facts: [] })

/** Tells every process of the hub what changed on the desk. Nothing is kept: who is away reads the store when it is back. */
export class Bulletin {
  readonly #live: Live
  #gathered = none()
  #count = 0
  #timer: NodeJS.Timeout | undefined

  constructor (live: Live) { this.#live = live }

  conversation (id: string): void { this.#gather(this.#gathered.conversations, id) }

  message (conversation: string | undefined, id: string): void {
    if (conversation !== undefined) this.#gather(this.#gathered.messages, [conversation, id])
  }

  activity (conversation: string, id: string): void { this.#gather(this.#gathered.activities, [conversation, id]) }

  agent (id: string): void { this.#gather(this.#gathered.agents, id) }

  ticket (id: string, conversation?: string): void { this.#gather(this.#gathered.tickets, conversation === undefined ? [id] : [id, conversation]) }

  alert (id: string): void { this.#gather(this.#gathered.alerts, id) }

  facts (contact: string): void { this.#gather(this.#gathered.facts, contact) }

  typing (typing: DeskTyping): void { this.#live.publish(TYPING, typing) }

  /** @returns ends the subscription */
  subscribe (onNews: (news: DeskNews) => void, onTyping: (typing: DeskTyping) => void): () => void {
    const ends = [
      this.#live.subscribe(NEWS, (news) => { onNews(news as DeskNews) }),
      this.#live.subscribe(TYPING, (typing) => { onTyping(typing as DeskTyping) })
    ]
    return () => { for (const end of ends) end() }
  }

  /** Drops what is not told yet: the process ends. */
  close (): void { clearTimeout(this.#timer) }

  #gather<T> (list: T[], item: T): void {
    list.push(item)
    this.#count++
    if (this.#count >= MAX_GATHERED) this.#publish()
    else this.#timer ??= setTimeout(() => { this.#publish() }, GATHER_MS)
  }

  #publish (): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const news = this.#gathered
    this.#gathered = none()
    this.#count = 0
    this.#live.publish(NEWS, news)
  }
}
