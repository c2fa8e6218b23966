import type { Role } from '../api/types.js'

const RANKS: Readonly<Record<Role, number>> = { agent: 0, leader: 1, administrator: 2 }

/** Whether a role may do what `needed` may. */
export function isAtLeast (role: Role, needed: Role): boolean {
  return RANKS[role] >= RANKS[needed]
}
