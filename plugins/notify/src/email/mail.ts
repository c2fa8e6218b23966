import { createHash } from 'node:crypto'
import { Rejected, type Notification } from '@kefuhub/contract'
import type { SendMailOptions } from 'nodemailer'
import { LINK_TEXT, linkOf, titleOf } from '../text/heading.js'
import { parseMarkdown, renderBlocks, type Dialect } from '../text/markdown.js'
import { toHtml } from './html.js'
import type { Options } from './options.js'

const PLAIN: Dialect = {
  span: ({ text, href }) => href === undefined || href === text ? text : `${text} (${href})`,
  item: (marker, text) => `${marker} ${text}`,
  line: (text) => text,
  lineBreak: '\n',
  blockBreak: '\n\n'
}

/** The mail of a notification. @param hubId the id of this entry @throws Rejected for a title of several lines */
export function toMail (notification: Notification, { from, fromName, to }: Pick<Options, 'from' | 'fromName' | 'to'>, hubId: string, nowMs: number): SendMailOptions {
  if (/[\r\n]/.test(notification.title)) throw new Rejected('The title has a line break, which a mail\'s subject must not have; take it out of the template')
  const title = titleOf(notification.title)
  const blocks = parseMarkdown(notification.body)
  const link = linkOf(notification)
  return {
    messageId: toMessageId(hubId, notification.id, from),
    date: new Date(nowMs),
    from: { name: fromName, address: from },
    to: to.map((address) => ({ name: '', address })),
    subject: title,
    priority: notification.severity === 'critical' ? 'high' : 'normal',
    text: `${[title, renderBlocks(blocks, PLAIN), link === undefined ? '' : `${LINK_TEXT}: ${link}`].filter((part) => part !== '').join('\n\n')}\n`,
    html: toHtml(title, blocks, link),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true
  }
}

/** The same for the same notification, so that a mailbox that got it twice may show it once. */
function toMessageId (hubId: string, id: string, from: string): string {
  const digest = createHash('sha256').update(`${hubId}\n${id}`).digest('hex').slice(0, 32)
  return `<${digest}@${from.slice(from.indexOf('@') + 1)}>`
}
