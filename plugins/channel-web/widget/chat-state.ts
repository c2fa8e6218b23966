import type { Brand, Form } from '../src/wire.js'
import type { Status } from './connection.js'
import type { RatingState } from './rating.js'
import type { Bubble } from './thread.js'

/** All that the views show, at one moment. */
export interface ChatState {
  status: Status
  /** Of an earlier visit until the session is open. */
  brand: Brand | undefined
  /** What can be filled in. */
  forms: readonly Form[]
  bubbles: Bubble[]
  hasEarlier: boolean
  /** Whether the hub has told what was said before. */
  isLoaded: boolean
  unread: number
  /** Who types: a name, '' without one, undefined for nobody. */
  typing: string | undefined
  /** What greets in place of the brand's welcome. */
  greeting: string | undefined
  /** Whether an agent has answered since the last conversation ended. */
  isWithAgent: boolean
  rating: RatingState | undefined
}
