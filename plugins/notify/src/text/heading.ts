import type { Notification, Severity } from '@kefuhub/contract'
import { cleanLine } from './clean.js'
import { clip } from './fit.js'
import { toHref } from './markdown.js'

/** What a title may take of a message, in bytes. */
const MAX_TITLE_BYTES = 512
/** An address that would crowd the text out is left out. */
const MAX_HREF_BYTES = 1024

/** The words of the link that a notification leads to. */
export const LINK_TEXT = '查看 / Open'

const MARKS: Record<Severity, string> = { info: '🔵', warning: '🟠', critical: '🔴' }

/** The title on one line, with a mark that shows how much it presses, after the prefix if there is one. */
export function headingOf ({ severity, title }: Notification, prefix?: string): string {
  return [prefix, MARKS[severity], titleOf(title)].filter((part) => part !== undefined && part !== '').join(' ')
}

/** A title on one line, of a length that any target takes. */
export function titleOf (title: string): string { return clip(cleanLine(title), MAX_TITLE_BYTES) }

/** Where the notification leads, if that is a web address. */
export function linkOf ({ url }: Notification): string | undefined {
  const href = url === undefined ? undefined : toHref(url)
  return href !== undefined && Buffer.byteLength(href) <= MAX_HREF_BYTES ? href : undefined
}
