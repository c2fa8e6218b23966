import { createHash, timingSafeEqual } from 'node:crypto'
import type { ChannelHub, Content } from '@kefuhub/contract'
import type { Options } from './options.js'

const refusal = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode })

interface Message {
  message_id: number
  date: number
  chat: { id: number | string }
  from?: { first_name?: string }
  text?: string
  photo?: Array<{ file_id: string }>
}

/** Adds the route to which Telegram posts its updates. */
export function addWebhook (hub: ChannelHub, { webhookSecret }: Options): void {
  // The body is needed as it came, and is read only when its sender is known.
  hub.app.removeAllContentTypeParsers()
  hub.app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: 256 * 1024 }, (_request, body, done) => { done(null, body) })
  hub.app.post('/webhook', async ({ headers, body }) => {
    if (!timingSafeEqual(digest(String(headers['x-telegram-bot-api-secret-token'])), digest(webhookSecret))) {
      hub.refused('signature')
      throw refusal(403, 'The update does not come from Telegram')
    }
    const raw = parse(body as Buffer)
    if (raw === undefined) return {}
    const id = String(raw.chat.id)
    const sender = { id, ...(raw.from?.first_name && { name: raw.from.first_name }) }
    // Only what is durable is acknowledged; anything else Telegram sends again.
    await hub.receive({ eventKey: `${id}:${raw.message_id}`, sender, sentAt: new Date(raw.date * 1000), content: toContent(raw), raw })
    return {}
  })
}

/** Digests are of one length, so that comparing them takes the same time whatever was given. */
function digest (text: string): Buffer { return createHash('sha256').update(text).digest() }

/** The message of an update; `undefined` when the update is about something else. */
function parse (body: Buffer): Message | undefined {
  try {
    const { update_id: id, message } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as { update_id?: number, message?: Message }
    if (Number.isInteger(id) && (message === undefined || ([message.date, message.message_id].every(Number.isInteger) && message.chat.id !== undefined))) return message
  } catch {
    // Refused below, without a word of the body.
  }
  throw refusal(400, 'The body is no update')
}

function toContent ({ text, photo, message_id: _id, date: _date, chat: _chat, from: _from, ...rest }: Message): Content {
  if (text !== undefined) return { type: 'text', text }
  // Of the sizes of a picture the last is the largest.
  const remote = photo?.at(-1)?.file_id
  return remote === undefined ? { type: 'unsupported', platformType: Object.keys(rest)[0] ?? 'empty' } : { type: 'image', media: { state: 'remote', remote } }
}
