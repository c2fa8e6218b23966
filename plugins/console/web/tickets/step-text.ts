import type { TicketDetail } from '../api/types.js'

/** A step of a ticket's history. */
export type Step = TicketDetail['history'][number]
type Change = Step['changes'][number]

/** How steps are told in a language. */
export interface StepWords {
  created: string
  changed: (part: string) => string
  set: (part: string, to: string) => string
  moved: (part: string, from: string, to: string) => string
  taken: (part: string, from: string) => string
  commented: string
  copied: string
  filed: string
  joined: string
}

/** Names for what a history holds as ids. */
export interface StepNames {
  part: (part: string) => string
  /** A value as people know it; nothing where it says them nothing. */
  value: (part: string, value: string) => string | undefined
}

/** What somebody did in a step. */
export function toStepText ({ changes }: Step, words: StepWords, names: StepNames): string {
  if (changes.length === 0) return words.created
  return changes.map((change) => toChangeText(change, words, names)).join(words.joined)
}

function toChangeText ({ part, from, to }: Change, words: StepWords, names: StepNames): string {
  if (part === 'comments') return words.commented
  if (part === 'copies') return words.copied
  if (part === 'files') return words.filed
  const name = names.part(part)
  const [before, after] = [from, to].map((value) => value === undefined ? undefined : names.value(part, value))
  if (after !== undefined) return before === undefined ? words.set(name, after) : words.moved(name, before, after)
  return to === undefined && before !== undefined ? words.taken(name, before) : words.changed(name)
}
