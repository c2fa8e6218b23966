import type { ToHub } from '../src/wire.js'
import { readJson } from './shelf.js'
import type { Shelf } from './shelf.js'

/** A rating on its way to the hub. */
export type Rate = Extract<ToHub, { kind: 'rate' }>

/** How far the question stands: it waits for the visitor, its answer is on the way, or it has arrived. */
export type RatingState = 'asking' | 'sending' | 'done'

/** Asks the visitor how a conversation was, until it is answered or waved away. */
export interface Rating {
  state: () => RatingState | undefined
  /** Asks about a conversation, unless the visitor has dealt with it. */
  ask: (conversation: string) => void
  rate: (score: number, comment: string) => void
  /** The visitor does not want to be asked, or has read the thanks. */
  dismiss: () => void
  /** Sends an answer again, after a connection was made. */
  resend: () => void
  /** The hub has it, from here or from elsewhere. */
  settle: (conversation: string) => void
  /** The hub does not take it: the visitor may try again. */
  fail: (conversation: string) => void
}

/** Conversations that are remembered as dealt with. */
const remembered = 20

/** Takes up the question from the shelf. */
export function makeRating (shelf: Shelf, send: (call: Rate) => void): Rating {
  let isThanked = false

  const readDone = (): string[] => readJson<string[]>(shelf, 'rated') ?? []
  const readAnswer = (): Rate | undefined => readJson<Rate>(shelf, 'rating')

  function end (conversation: string): void {
    shelf.set('rated', JSON.stringify([...readDone().filter((done) => done !== conversation), conversation].slice(-remembered)))
    if (shelf.get('asked') === conversation) shelf.delete('asked')
    if (readAnswer()?.conversation === conversation) shelf.delete('rating')
  }

  return {
    state: () => {
      if (readAnswer()) return 'sending'
      if (shelf.get('asked')) return 'asking'
      return isThanked ? 'done' : undefined
    },
    ask: (conversation) => {
      if (!readDone().includes(conversation)) shelf.set('asked', conversation)
    },
    rate: (score, comment) => {
      const conversation = shelf.get('asked')
      if (!conversation) return
      const call: Rate = { kind: 'rate', conversation, score, ...(comment && { comment }) }
      shelf.set('rating', JSON.stringify(call))
      send(call)
    },
    dismiss: () => {
      isThanked = false
      const conversation = shelf.get('asked')
      if (conversation) end(conversation)
    },
    resend: () => {
      const answer = readAnswer()
      if (answer) send(answer)
    },
    settle: (conversation) => {
      isThanked = readAnswer()?.conversation === conversation || (isThanked && !shelf.get('asked'))
      end(conversation)
    },
    fail: (conversation) => {
      if (readAnswer()?.conversation === conversation) shelf.delete('rating')
    }
  }
}
