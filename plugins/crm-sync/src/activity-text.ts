import { createHash } from 'node:crypto'
import type { CrmActivity } from '@kefuhub/contract'
import { cleanText } from './contact-values.js'

/** The hub's id of an activity as it is kept: without any character that a search, a path or a markup could take for its own. */
export function activityKey (id: string): string {
  return /^[\w-]{1,80}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')
}

/** What an activity is found by again in a text. */
export function activityMark (id: string): string { return `[kefuhub:${activityKey(id)}]` }

/** The paragraphs of an activity, below its subject; the last one is the mark. @param maxLength of all together, line ends included */
export function activityParagraphs (activity: CrmActivity, maxLength: number): string[] {
  const { id, summary, tags, url, at } = activity
  const tail = [at.toISOString(), ...(tags.length > 0 ? [`# ${tags.join(', ')}`] : []), ...(url === undefined ? [] : [url])].map(cleanText)
  const mark = activityMark(id)
  const room = maxLength - [...tail, mark].reduce((sum, line) => sum + line.length + 2, 0)
  return [shorten(cleanText(summary), Math.max(room, 0)), ...tail, mark]
}

/** Cuts a text, never within a character. */
export function shorten (text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  return `${text.slice(0, Math.max(maxLength - 1, 0)).replace(/[\uD800-\uDBFF]$/, '')}…`
}
