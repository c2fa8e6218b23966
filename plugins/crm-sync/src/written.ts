import type { CrmWritten } from '@kefuhub/contract'

/** A write that failed alone. */
export function failed (error: unknown): CrmWritten { return { outcome: 'failed', error: error as Error } }

/** Gives the answers on. @throws the error of all writes, when it is one and the same: then nothing was dealt with */
export function answersOf (written: readonly CrmWritten[]): CrmWritten[] {
  const [first] = written
  if (first?.outcome === 'failed' && written.every((answer) => answer.outcome === 'failed' && answer.error === first.error)) throw first.error
  return [...written]
}
