import type { Backfill } from '../../api/types.js'

/** How a back-fill stands. `stopped`: somebody cancelled it, and it goes on from there. */
export type BackfillState = 'none' | 'waiting' | 'running' | 'failing' | 'stopped' | 'done'

/** How a back-fill stands. */
export function toBackfillState (backfill: Backfill | undefined): BackfillState {
  if (backfill === undefined) return 'none'
  if (backfill.state === 'running') return 'running'
  if (backfill.state === 'failed') return 'failing'
  if (backfill.dueAt !== undefined) return 'waiting'
  return backfill.phase === 'done' ? 'done' : 'stopped'
}

/** Whether it goes on without anybody's doing. */
export function isUnderWay (state: BackfillState): boolean {
  return state === 'waiting' || state === 'running' || state === 'failing'
}

/** How many records of both sides it has dealt with. */
export function countDone ({ pulled, pushed }: Pick<Backfill, 'pulled' | 'pushed'>): number {
  return pulled.read + pushed.done
}

/** How much of the hub's contacts are written, 0 to 100; undefined while it reads: nobody knows how many records a CRM has. */
export function toPercent ({ phase, pushed, total }: Pick<Backfill, 'phase' | 'pushed' | 'total'>): number | undefined {
  if (phase === 'done') return 100
  if (phase === 'pull' || total === undefined) return undefined
  // Contacts that came since it began are written as well.
  return total === 0 ? 99 : Math.min(99, Math.floor(100 * pushed.done / total))
}
