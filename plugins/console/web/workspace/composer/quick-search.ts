import type { QuickReply } from '../../api/types.js'

/** What the agent types after a slash, and where it stands in the text. */
export interface QuickSearch { from: number, to: number, find: string }

const MOST = 50

/** Finds a slash before the caret that begins a word. */
export function findQuickSearch (text: string, caret: number): QuickSearch | undefined {
  const found = /(?:^|\s)\/(\S{0,32})$/.exec(text.slice(0, caret))
  if (found?.[1] === undefined) return undefined
  return { from: caret - found[1].length - 1, to: caret, find: found[1] }
}

/** The quick replies that fit: those whose shortcut begins so first, then those that hold it. */
export function filterQuickReplies (replies: readonly QuickReply[], find: string): QuickReply[] {
  const wanted = find.toLowerCase()
  const rank = ({ shortcut, text }: QuickReply): number => {
    const name = shortcut.toLowerCase()
    if (name.startsWith(wanted)) return 0
    if (name.includes(wanted)) return 1
    return text.toLowerCase().includes(wanted) ? 2 : 3
  }
  return replies.map((reply) => ({ reply, rank: rank(reply) })).filter((one) => one.rank < 3)
    .sort((a, b) => a.rank - b.rank).slice(0, MOST).map(({ reply }) => reply)
}
