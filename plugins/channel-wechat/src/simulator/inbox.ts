import type { SimulatedMessage } from '@kefuhub/contract/testing'
import type { ReceivedMessage } from '@kefuhub/contract/testing/wechat'

const TYPES: Readonly<Record<string, SimulatedMessage['type']>> = {
  text: 'text', image: 'image', voice: 'voice', video: 'video', news: 'link', msgmenu: 'menu', miniprogrampage: 'card', music: 'card', wxcard: 'card'
}

/** A message as the customer's app shows it. Files stay on the platform: only their kind is told. */
export function toSimulated ({ msgtype, via, body }: Pick<ReceivedMessage, 'msgtype' | 'via' | 'body'>): SimulatedMessage {
  const type = via === 'template' ? 'template' : TYPES[msgtype] ?? 'unsupported'
  const text = via === 'passive' ? body['Content'] : via === 'template' ? valuesIn(body['data']) : textOf(body[msgtype])
  return { type, ...(typeof text === 'string' && { text }) }
}

/** What was filled into a template, a line each: its own words are the platform's. */
function valuesIn (data: unknown): string {
  return Object.values((data ?? {}) as Record<string, { value?: unknown }>).map(({ value }) => String(value)).join('\n')
}

function textOf (part: unknown): unknown {
  const { content, head_content: head, title, articles } = (part ?? {}) as { content?: unknown, head_content?: unknown, title?: unknown, articles?: Array<{ title?: unknown }> }
  return content ?? head ?? title ?? articles?.[0]?.title
}
