import type { ChannelCapabilities } from '@kefuhub/contract'
import { FakeClock, FakeLive } from '@kefuhub/contract/testing'
import { createDesk, type Desk } from '../../src/desk/desk.js'
import type { ConversationDoc } from '../../src/store/conversation-model.js'
import { newId } from '../../src/store/id.js'
import type { MessageDoc } from '../../src/store/message-model.js'
import type { Store } from '../../src/store/store.js'
import type { TestScope } from '../../../test/support/scope.js'
import { openStand } from '../store/stand.js'
import { REFUNDS } from '../support/tickets.js'

/** When the clocks of these tests begin. */
export const START_MS = 1_767_225_600_000

/** What a channel of these tests can send. */
export const CAPABILITIES: ChannelCapabilities = {
  in: { text: {} },
  out: { text: { maxBytes: 60 }, image: { maxBytes: 1000 }, link: {} },
  replyWindows: [],
  receipts: [],
  firstReadBackMs: 0
}

/** A desk over a store of its own. */
export interface DeskStand extends Desk {
  clock: FakeClock
  store: Store
  /** The same desk in another process. */
  openOther: () => Promise<Desk>
  /** Writes a conversation that nobody else uses. */
  startConversation: (overrides?: Partial<ConversationDoc>) => Promise<ConversationDoc>
}

/** Opens a desk that is closed when the test ends. */
export async function openDesk (t: TestScope): Promise<DeskStand> {
  const { store, open } = await openStand(t)
  const clock = new FakeClock(START_MS)
  const build = (on: Store): Desk => createDesk({ store: on, clock, live: new FakeLive(), signIn: { lockAfter: 3, lockMinutes: 15, idleMinutes: 60 }, tickets: REFUNDS })
  const desk = build(store)
  return {
    ...desk,
    clock,
    store,
    openOther: async () => build(await open()),
    startConversation: async (overrides = {}) => {
      const _id = newId()
      const at = new Date(clock.now())
      const { state, tags, ...rest } = { _id, channel: 'shop', thread: `shop:${_id}`, contact: `contact-${_id}`, startedAt: at, startedBy: `message-${_id}`, lastMessageAt: at, ...overrides }
      const started = await desk.conversations.start(rest)
      if (state === undefined && tags === undefined) return started
      await store.conversations.updateOne({ _id: started._id }, { $set: { ...(state !== undefined && { state }), ...(tags !== undefined && { tags }) } })
      return await desk.conversations.get(started._id)
    }
  }
}

/** A message as the lane leaves it when it has nothing more to do. */
export function toMessage (overrides: Partial<MessageDoc> = {}): MessageDoc {
  const _id = overrides._id ?? newId()
  return { _id, channel: 'shop', thread: 'shop:alice', direction: 'in', at: new Date(START_MS), content: { type: 'text', text: _id }, trace: _id, eventKey: _id, ...overrides }
}

/** Reads a list page by page to its end. */
export async function readAll<T> (read: (cursor: string | undefined) => Promise<{ items: T[], next?: string }>): Promise<T[][]> {
  const pages: T[][] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    pages.push(page.items)
    cursor = page.next
  } while (cursor !== undefined)
  return pages
}
