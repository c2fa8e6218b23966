import type { Notification } from '@kefuhub/contract'
import { escapeMarkdown, guardLine, markdownLink } from '../robot/markdown-dialect.js'
import { fitBlocks } from '../text/fit.js'
import { LINK_TEXT, headingOf, linkOf } from '../text/heading.js'
import { parseMarkdown, renderBlocks, type Block, type Dialect } from '../text/markdown.js'
import { MAX_BODY_BYTES } from './facts.js'

const DIALECT: Dialect = {
  span ({ text, bold, italic, href }) {
    const escaped = escapeMarkdown(text)
    const linked = href === undefined ? escaped : markdownLink(escaped, href)
    const slanted = italic === undefined ? linked : `*${linked}*`
    return bold === undefined ? slanted : `**${slanted}**`
  },
  item: (marker, text) => `${marker} ${text}`,
  line: guardLine,
  // A new line alone is swallowed.
  lineBreak: '  \n',
  blockBreak: '\n\n'
}

/** Who is called by name. */
export interface Mention { users: readonly string[], mobiles: readonly string[], all: boolean }

/** The body of a call. @param mention undefined: nobody is called */
export function toBody (notification: Notification, prefix: string, mention: Mention | undefined): string {
  const heading = headingOf(notification, prefix)
  const link = linkOf(notification)
  // Who is called must stand in the text too, or nothing shows it.
  const called = [...mention?.mobiles ?? [], ...mention?.users ?? []].map((name) => `@${name}`).join(' ')
  const end = [...(link === undefined ? [] : [markdownLink(LINK_TEXT, link)]), called]
  const write = (blocks: readonly Block[]): string => JSON.stringify({
    msgtype: 'markdown',
    markdown: {
      title: heading,
      text: [`#### ${escapeMarkdown(heading)}`, renderBlocks(blocks, DIALECT), ...end].filter((part) => part !== '').join('\n\n')
    },
    at: { atMobiles: mention?.mobiles ?? [], atUserIds: mention?.users ?? [], isAtAll: mention?.all ?? false }
  })
  return write(fitBlocks(parseMarkdown(notification.body), (blocks) => Buffer.byteLength(write(blocks)) <= MAX_BODY_BYTES))
}
