import type { CrmChanges } from '@kefuhub/contract'
import type { Job } from '../../outbox/jobs.js'
import { toJobName } from '../system-job.js'
import type { CrmLinks } from './crm-links.js'
import type { CrmSync } from './crm-sync.js'

/** How far a pull is. */
export interface PullProgress {
  cursor?: string
  /** Since the first one. */
  counts: PullCounts
}

/** What came of the records that were read. */
export interface PullCounts { read: number, matched: number, changed: number, failed: number }

/** How far a back-fill is: first everything from the CRM, then everything into it. */
export interface BackfillProgress {
  phase: 'pull' | 'push' | 'done'
  cursor?: string
  /** The contact that was written last. */
  after?: string
  /** Contacts to be written when it began. */
  total?: number
  pulled: PullCounts
  pushed: { done: number, created: number, updated: number, unchanged: number, failed: number }
}

const PAGE_MS = 120_000
const NONE: PullCounts = { read: 0, matched: 0, changed: 0, failed: 0 }

/** A back-fill before it began. */
export const NO_BACKFILL: BackfillProgress = { phase: 'pull', pulled: NONE, pushed: { done: 0, created: 0, updated: 0, unchanged: 0, failed: 0 } }

/** Looks for what changed in the CRM, page by page; the cursor is kept once a page is dealt with. */
export function createPullJob (sync: CrmSync): Job {
  return {
    name: toJobName('crm-pull', sync.id),
    next: (now) => sync.config.pullMinutes === 0 ? undefined : new Date(now.getTime() + sync.config.pullMinutes * 60_000),
    run: async ({ progress, save, signal }) => {
      let state: PullProgress = { counts: NONE, ...progress as Partial<PullProgress> }
      for (let isMore = true; isMore && !signal.aborted;) {
        const page = await readChanges(sync, state.cursor)
        state = { cursor: page.cursor, counts: sum(state.counts, await pullPage(sync, page)) }
        await save(state)
        isMore = page.more
      }
      return state
    }
  }
}

/** Goes through everything on both sides once, when somebody asks for it. A process that dies leaves it to the next one, where it was. */
export function createBackfillJob (sync: CrmSync, links: CrmLinks, countContacts: () => Promise<number>): Job {
  return {
    name: toJobName('crm-backfill', sync.id),
    next: () => undefined,
    run: async ({ progress, save, signal }) => {
      const kept = progress as BackfillProgress | undefined
      let state = kept === undefined || kept.phase === 'done' ? NO_BACKFILL : kept
      await save(state)
      while (state.phase === 'pull' && !signal.aborted) {
        const page = await readChanges(sync, state.cursor)
        const pulled = sum(state.pulled, await pullPage(sync, page))
        state = page.more ? { ...state, cursor: page.cursor, pulled } : { ...state, cursor: page.cursor, pulled, phase: 'push', total: await countContacts() }
        await save(state)
      }
      while (state.phase === 'push' && !signal.aborted) {
        const ids = await links.contactsAfter(state.after ?? '', sync.neighbour.instance.maxBatch)
        if (ids.length === 0) {
          state = { ...state, phase: 'done' }
          break
        }
        const { created, updated, unchanged, failed } = await sync.pushAll(ids)
        const { pushed } = state
        state = {
          ...state,
          after: ids.at(-1) as string,
          pushed: { done: pushed.done + ids.length, created: pushed.created + created, updated: pushed.updated + updated, unchanged: pushed.unchanged + unchanged, failed: pushed.failed + failed }
        }
        await save(state)
      }
      signal.throwIfAborted()
      return state
    }
  }
}

async function readChanges (sync: CrmSync, cursor: string | undefined): Promise<CrmChanges> {
  return await sync.neighbour.call(async (crm) => await crm.changesSince(cursor), { timeoutMs: PAGE_MS })
}

async function pullPage (sync: CrmSync, { contacts }: CrmChanges): Promise<PullCounts> {
  return { read: contacts.length, ...await sync.pull(contacts) }
}

function sum (one: PullCounts, other: PullCounts): PullCounts {
  return { read: one.read + other.read, matched: one.matched + other.matched, changed: one.changed + other.changed, failed: one.failed + other.failed }
}
