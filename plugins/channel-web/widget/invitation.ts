import type { Invitation } from '../src/wire.js'
import type { Shelf } from './shelf.js'

/** Whether a path is the pattern's; `*` stands for anything, also for nothing. */
export function matchesPath (pattern: string, path: string): boolean {
  const [start = '', ...rest] = pattern.split('*')
  const end = rest.pop()
  if (end === undefined) return path === pattern
  if (!path.startsWith(start)) return false
  let from = start.length
  for (const part of rest) {
    const found = path.indexOf(part, from)
    if (found < 0) return false
    from = found + part.length
  }
  return path.length - end.length >= from && path.endsWith(end)
}

/** Who comes back after so long has been away, in milliseconds. */
const visitMs = 1_800_000

/** Decides when to invite the visitor. */
export interface Inviter {
  /** The invitation that is due on a page, once in a session. Ask every second or so. */
  look: (path: string) => Invitation | undefined
  /** The visitor came by themselves: nobody is invited any more in this session. */
  stop: () => void
  /** Whether there may be one later. */
  isWaiting: () => boolean
}

/** Makes the inviter. @param session what lives as long as the tab */
export function makeInviter (rules: readonly Invitation[], shelf: Shelf, session: Shelf, now: () => number): Inviter {
  let shownPath: string | undefined
  let since = now()
  const numbered = rules.map((rule, index) => ({ rule, key: `invited:${index}` }))
  const left = (): typeof numbered => numbered.filter(({ key }) => !session.get('met') && !session.get(key))

  // Only a rule that asks for it makes the browser remember the visitor.
  if (rules.some(({ returning }) => returning !== undefined) && !session.get('visit')) {
    const first = Number(shelf.get('visited') ?? now())
    // Another tab of the same visit is not a return.
    session.set('visit', now() - first > visitMs ? 'returning' : 'first')
    shelf.set('visited', String(first))
  }
  const isReturning = session.get('visit') === 'returning'

  return {
    look: (path) => {
      if (path !== shownPath) {
        shownPath = path
        since = now()
      }
      const seconds = (now() - since) / 1000
      const due = left().find(({ rule: { afterSeconds, pages, returning } }) => seconds >= afterSeconds &&
        (pages.length === 0 || pages.some((pattern) => matchesPath(pattern, path))) &&
        (returning === undefined || returning === isReturning))
      if (due) session.set(due.key, '1')
      return due?.rule
    },
    stop: () => session.set('met', '1'),
    isWaiting: () => left().length > 0
  }
}
