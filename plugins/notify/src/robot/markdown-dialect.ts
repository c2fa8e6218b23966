import { breakMentions } from '../text/clean.js'

/**
 * Plain text as it may stand in the markdown of WeCom and DingTalk. Whether they know backslashes is not told, so what would be a
 * mark becomes its full-width twin, which reads the same and means nothing.
 */
export function escapeMarkdown (text: string): string {
  return breakMentions(text)
    .replaceAll('*', '＊')
    .replaceAll('`', '｀')
    .replaceAll('~~', '～～')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿')
    .replace(/\](?=[([:])/g, '］')
}

/** Keeps the beginning of a line of text from being a heading, a quotation or an item. */
export function guardLine (text: string): string {
  return /^(?:[#>]|[-+]\s|\d{1,9}[.)]\s|={2}|-{2})/.test(text) ? `\u200b${text}` : text
}

/** A link in markdown. @param text escaped already */
export function markdownLink (text: string, href: string): string {
  // A bracket in the words would end them.
  return `[${text.replaceAll('[', '［').replaceAll(']', '］')}](${href})`
}
