import { useSyncExternalStore } from 'react'

/** Drafts kept at most; the oldest go first. */
const MAX_DRAFTS = 100

interface Draft { text: string, at: number }
type Drafts = Record<string, Draft>

const listeners = new Set<() => void>()
const loaded = new Map<string, Drafts>()

function nameOf (me: string): string { return `kefuhub.drafts.${me}` }

function read (me: string): Drafts {
  const known = loaded.get(me)
  if (known !== undefined) return known
  let drafts: Drafts = {}
  try {
    drafts = JSON.parse(localStorage.getItem(nameOf(me)) ?? '{}') as Drafts
  } catch {
    // What somebody else wrote there is no draft.
  }
  loaded.set(me, drafts)
  return drafts
}

/** The unsent text of a conversation; empty when there is none. */
export function readDraft (me: string, conversation: string): string {
  return read(me)[conversation]?.text ?? ''
}

/** Keeps the unsent text of a conversation over reloads; an empty one is forgotten. */
export function keepDraft (me: string, conversation: string, text: string): void {
  const { [conversation]: _, ...others } = read(me)
  const kept = Object.entries(others).sort((a, b) => b[1].at - a[1].at).slice(0, MAX_DRAFTS - 1)
  const drafts = Object.fromEntries(text.trim() === '' ? kept : [[conversation, { text, at: Date.now() }], ...kept])
  loaded.set(me, drafts)
  try {
    localStorage.setItem(nameOf(me), JSON.stringify(drafts))
  } catch {
    // A full or forbidden storage: the draft lives as long as the page.
  }
  for (const listener of listeners) listener()
}

/** Whether a conversation has unsent text. */
export function useHasDraft (me: string, conversation: string): boolean {
  return useSyncExternalStore(subscribe, () => read(me)[conversation] !== undefined)
}

function subscribe (listener: () => void): () => void {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}
