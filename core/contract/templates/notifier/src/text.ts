import type { Notification } from '@kefuhub/contract'

/** The most characters that the target takes. */
export const MAX_CHARACTERS = 2000

/** What people read; only the body is shortened. */
export function toText ({ title, body, url }: Notification): string {
  const link = url === undefined ? '' : `\n${url}`
  return `${title}\n${shorten(body, MAX_CHARACTERS - title.length - link.length - 1)}${link}`
}

/** Cuts between two characters, never inside one. */
function shorten (text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
