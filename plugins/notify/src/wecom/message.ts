import type { Notification, Severity } from '@kefuhub/contract'
import { escapeMarkdown, guardLine, markdownLink } from '../robot/markdown-dialect.js'
import { clip, fitBlocks } from '../text/fit.js'
import { LINK_TEXT, headingOf, linkOf, titleOf } from '../text/heading.js'
import { parseMarkdown, renderBlocks, type Block, type Dialect } from '../text/markdown.js'
import { MAX_MARKDOWN_BYTES, MAX_TEXT_BYTES } from './facts.js'

/** Of the three colours that there are: green, and orange-red. The mark tells a warning from what is critical. */
const COLORS: Record<Severity, 'info' | 'warning'> = { info: 'info', warning: 'warning', critical: 'warning' }

/** Bold, links and colour; lists and italics are not known. */
const DIALECT: Dialect = {
  span ({ text, bold, href }) {
    const escaped = escapeMarkdown(text)
    const linked = href === undefined ? escaped : markdownLink(escaped, href)
    return bold === undefined ? linked : `**${linked}**`
  },
  item: (marker, text) => `${marker === '-' ? '•' : marker} ${text}`,
  line: guardLine,
  lineBreak: '\n',
  blockBreak: '\n\n'
}

/** The message in markdown. @param users who are called in it, by WeCom user id */
export function toMarkdown (notification: Notification, users: readonly string[]): object {
  const title = `<font color="${COLORS[notification.severity]}">**${escapeMarkdown(headingOf(notification))}**</font>`
  const link = linkOf(notification)
  const end = [
    ...(link === undefined ? [] : [markdownLink(LINK_TEXT, link)]),
    ...(users.length === 0 ? [] : [users.map((user) => `<@${user}>`).join('')])
  ]
  const toContent = (blocks: readonly Block[]): string => [title, renderBlocks(blocks, DIALECT), ...end].filter((part) => part !== '').join('\n\n')
  const blocks = fitBlocks(parseMarkdown(notification.body), (blocks) => Buffer.byteLength(toContent(blocks)) <= MAX_MARKDOWN_BYTES)
  return { msgtype: 'markdown', markdown: { content: toContent(blocks) } }
}

/** The text that calls people by phone number or all together, which markdown cannot. */
export function toCall ({ title }: Notification, mention: { users: readonly string[], mobiles: readonly string[], all: boolean }): object {
  return {
    msgtype: 'text',
    text: {
      content: clip(titleOf(title), MAX_TEXT_BYTES),
      mentioned_list: [...mention.users, ...(mention.all ? ['@all'] : [])],
      mentioned_mobile_list: mention.mobiles
    }
  }
}
