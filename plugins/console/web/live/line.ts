import { createContext, use } from 'react'
import type { Conversation, LiveNews, Message } from '../api/types.js'
import type { Feed } from './feed.js'
import type { LiveSocket, LiveState } from './socket.js'

type Listener = (news: readonly LiveNews[]) => void

/** The live connection of this tab. */
export interface Live {
  /** Names the conversation on the screen; null: none. */
  watch: (conversation: string | null) => void
  /** Says whether the agent types. */
  tellTyping: (conversation: string, isTyping: boolean) => void
  /** Puts what the hub answered to an action, asked for at a time, into what is kept. */
  answerConversation: (item: Conversation, askedAt: number) => void
  answerMessages: (conversation: string, items: readonly Message[]) => void
  /** Tells of all news after they were put into what is kept, once per frame. @returns ends it */
  listen: (listener: Listener) => () => void
}

/** Where the live connection hangs. */
export const LiveContext = createContext<Live | undefined>(undefined)
/** Where the state of the live connection hangs: apart, because few need it. */
export const LiveStateContext = createContext<LiveState>('connecting')

/** The live connection of this tab. */
export function useLive (): Live {
  const live = use(LiveContext)
  if (live === undefined) throw new Error('useLive needs a LiveProvider around it')
  return live
}

/** Whether news come in. */
export function useLiveState (): LiveState {
  return use(LiveStateContext)
}

/** What stays the same while connections come and go. Its functions may be taken off it. */
export class Line implements Live {
  readonly #listeners = new Set<Listener>()
  #socket: LiveSocket | undefined
  #feed: Feed | undefined
  #watched: string | null = null

  connect (socket: LiveSocket, feed: Feed): void {
    this.#socket = socket
    this.#feed = feed
    socket.watch(this.#watched)
  }

  disconnect (): void {
    this.#socket = undefined
    this.#feed = undefined
  }

  tell (news: readonly LiveNews[]): void {
    for (const listener of this.#listeners) listener(news)
  }

  readonly watch = (conversation: string | null): void => {
    this.#watched = conversation
    this.#socket?.watch(conversation)
  }

  readonly tellTyping = (conversation: string, isTyping: boolean): void => {
    this.#socket?.send({ kind: 'typing', conversation, isTyping })
  }

  readonly answerConversation = (item: Conversation, askedAt: number): void => {
    this.#feed?.answerConversation(item, askedAt)
  }

  readonly answerMessages = (conversation: string, items: readonly Message[]): void => {
    this.#feed?.answerMessages(conversation, items)
  }

  readonly listen = (listener: Listener): () => void => {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }
}
