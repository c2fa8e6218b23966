import { within } from './deadline.js'
import type { MessageDoc } from './message-model.js'
import type { Store } from './store.js'

/** MongoDB's code for a unique key that is taken. */
const DUPLICATE_KEY = 11000

interface WriteErrorLike { index: number, code: number }

/**
 * Inserts messages in one statement and waits until the majority's journals have them. Past mongoose: this is the path to
 * every acknowledgement, and the documents were checked before.
 * @param timeoutMs after this they count as not stored; they may be none the less, and are repeats when they come again
 * @returns the positions of those that were there already
 * @throws KH_ERR_STORE_UNREACHABLE, or what the driver throws
 */
export async function insertMessages (store: Store, docs: readonly MessageDoc[], timeoutMs?: number): Promise<Set<number>> {
  try {
    const written = store.native.messages.insertMany(docs as MessageDoc[], {
      ordered: false,
      // An absent field, not null: that would break the contract when it is read.
      ignoreUndefined: true,
      writeConcern: { w: 'majority', journal: true }
    })
    await (timeoutMs === undefined ? written : within(timeoutMs, written))
    return new Set()
  } catch (error) {
    return duplicatesIn(error)
  }
}

/**
 * The statements of an unordered bulk write that found their unique key taken.
 * @throws the error itself when anything else failed
 */
function duplicatesIn (error: unknown): Set<number> {
  const failure = error as { name?: string, writeErrors?: WriteErrorLike | WriteErrorLike[], code?: number }
  const writeErrors = failure.writeErrors === undefined ? [] : [failure.writeErrors].flat()
  if (failure.name !== 'MongoBulkWriteError' || writeErrors.length === 0) throw error
  if (writeErrors.some((entry) => entry.code !== DUPLICATE_KEY)) throw error
  return new Set(writeErrors.map((entry) => entry.index))
}

/** Whether a single write found its unique key taken. */
export function isDuplicate (error: unknown): boolean {
  return (error as { code?: number }).code === DUPLICATE_KEY
}

/** Runs an upsert again when it lost a race: of two upserts of one key at the same time the loser finds what the winner wrote. */
export async function unlessRaced<T> (upsert: () => PromiseLike<T>): Promise<T> {
  try {
    return await upsert()
  } catch (error) {
    if (isDuplicate(error)) return await upsert()
    throw error
  }
}

/** How many documents of an ordered bulk insert were written before one found its unique key taken. */
export function insertedBefore (error: unknown): number {
  return (error as { insertedCount?: number }).insertedCount ?? 0
}
