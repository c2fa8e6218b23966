import type { Notification } from '@kefuhub/contract'
import { breakMentions } from '../text/clean.js'
import { fitBlocks } from '../text/fit.js'
import { LINK_TEXT, headingOf, linkOf } from '../text/heading.js'
import { parseMarkdown, type Block, type Line } from '../text/markdown.js'
import { MAX_BODY_BYTES } from './facts.js'

type Element = { tag: 'text', text: string } | { tag: 'a', text: string, href: string } | { tag: 'at', user_id: string }

/** What a signature adds to the body, at most. */
const SIGN_BYTES = 120

/** Who is called by name. */
export interface Mention { users: readonly string[], all: boolean }

/** The body of a call, without its signature. Rich text has no marks that words could be mistaken for. */
export function toPost (notification: Notification, prefix: string, mention: Mention | undefined): object {
  const title = breakMentions(headingOf(notification, prefix))
  const link = linkOf(notification)
  const called = [...mention?.users ?? [], ...(mention?.all === true ? ['all'] : [])]
  const end: Element[][] = [
    ...(link === undefined ? [] : [[{ tag: 'a', text: LINK_TEXT, href: link } as const]]),
    ...(called.length === 0 ? [] : [called.map((user) => ({ tag: 'at', user_id: user } as const))])
  ]
  const write = (blocks: readonly Block[]): object => {
    const lines = [...blocks.flat().map(toElements), ...end]
    // A text without a line is refused.
    return { msg_type: 'post', content: { post: { zh_cn: { title, content: lines.length === 0 ? [[{ tag: 'text', text: title }]] : lines } } } }
  }
  return write(fitBlocks(parseMarkdown(notification.body), (blocks) => Buffer.byteLength(JSON.stringify(write(blocks))) + SIGN_BYTES <= MAX_BODY_BYTES))
}

function toElements ({ marker, spans }: Line): Element[] {
  const elements: Element[] = marker === undefined ? [] : [{ tag: 'text', text: `${marker === '-' ? '•' : marker} ` }]
  for (const { text, href } of spans) {
    const safe = breakMentions(text)
    const last = elements.at(-1)
    if (href !== undefined) elements.push({ tag: 'a', text: safe, href })
    // Emphasis does not show: its borders need none either.
    else if (last?.tag === 'text') last.text += safe
    else elements.push({ tag: 'text', text: safe })
  }
  return elements
}
