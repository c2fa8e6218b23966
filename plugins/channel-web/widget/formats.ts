import { fill } from './words.js'
import type { Lang, Words } from './words.js'

/** Writes a size for people: `640 KB`, `2.5 MB`. */
export function formatBytes (bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${Math.round(bytes / 1024)} KB`
  return `${Math.round(bytes / 1024 ** 2 * 10) / 10} MB`
}

/** Writes a length of time: `1:05`. */
export function formatDuration (ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

const locales: Record<Lang, string> = { zh: 'zh-CN', en: 'en-GB' }

/** Writes the time of a message: `14:05`. */
export function formatTime (at: number, lang: Lang): string {
  return new Date(at).toLocaleTimeString(locales[lang], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

/** Writes the day of a message, today and yesterday by their names. */
export function formatDay (at: number, lang: Lang, words: Words): string {
  const day = new Date(at)
  const now = new Date()
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)
  if (day.toDateString() === now.toDateString()) return words.today
  if (day.toDateString() === yesterday.toDateString()) return words.yesterday
  return day.toLocaleDateString(locales[lang], {
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    ...(day.getFullYear() !== now.getFullYear() && { year: 'numeric' })
  })
}

/** Says who types. */
export function describeTyping (name: string, words: Words): string {
  return fill(words.typing, { name: name || words.agent })
}
