import type { Notification } from '@kefuhub/contract'
import { breakMentions } from '../text/clean.js'
import { fitBlocks } from '../text/fit.js'
import { LINK_TEXT, headingOf, linkOf } from '../text/heading.js'
import { parseMarkdown, renderBlocks, type Dialect } from '../text/markdown.js'
import { MAX_SECTION_CHARACTERS } from './facts.js'

const DIALECT: Dialect = {
  span ({ text, bold, italic, href }) {
    const escaped = escape(text)
    const linked = href === undefined ? escaped : link(escaped, href)
    const slanted = italic === undefined ? linked : `_${linked}_`
    return bold === undefined ? slanted : `*${slanted}*`
  },
  item: (marker, text) => `${marker === '-' ? '•' : marker} ${text}`,
  line: (text) => text,
  lineBreak: '\n',
  blockBreak: '\n\n'
}

/** Who is called by name. */
export interface Mention { users: readonly string[], all: boolean }

/** The body of a call: sections in mrkdwn, and a text for where sections do not show. */
export function toPayload (notification: Notification, mention: Mention | undefined): object {
  const heading = escape(headingOf(notification))
  const href = linkOf(notification)
  const called = [...mention?.users.map((user) => `<@${user}>`) ?? [], ...(mention?.all === true ? ['<!channel>'] : [])]
  const body = renderBlocks(fitBlocks(parseMarkdown(notification.body), (blocks) => renderBlocks(blocks, DIALECT).length <= MAX_SECTION_CHARACTERS), DIALECT)
  const sections = [
    [`*${heading}*`, ...called].join(' '),
    ...(body === '' ? [] : [body]),
    ...(href === undefined ? [] : [link(LINK_TEXT, href)])
  ]
  return { text: heading, blocks: sections.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } })) }
}

function escape (text: string): string {
  return breakMentions(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** @param text escaped already */
function link (text: string, href: string): string { return `<${href.replaceAll('&', '&amp;')}|${text}>` }
