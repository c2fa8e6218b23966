import type { ChannelHub, Content, InboundMessage } from '@kefuhub/contract'
import type { Options } from './options.js'
import { isProven } from './proof.js'
import { PROOF_HEADER, TIME_HEADER, type Callback } from './wire.js'

/** A longer body is refused. */
export const MAX_BODY_BYTES = 64 * 1024
/** An older request is refused. */
export const MAX_AGE_MS = 300_000

const refusal = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode })

/** Adds the route to which the platform posts. */
export function addWebhook (hub: ChannelHub, { webhookSecret }: Options): void {
  // The body is needed as it came, and is read only when its sender is known.
  hub.app.removeAllContentTypeParsers()
  hub.app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => { done(null, body) })
  hub.app.post('/webhook', async ({ headers, body }) => {
    const time = String(headers[TIME_HEADER])
    if (!isProven(String(headers[PROOF_HEADER]), body as Buffer ?? Buffer.alloc(0), time, webhookSecret)) {
      hub.refused('signature')
      throw refusal(403, 'The proof is wrong')
    }
    if (!(Math.abs(hub.clock.now() - Number(time)) <= MAX_AGE_MS)) {
      hub.refused('age')
      throw refusal(403, 'The request is too old')
    }
    // Only what is durable is acknowledged; anything else the platform sends again.
    await hub.receive(toMessage(parse(body as Buffer)))
    return {}
  })
}

function parse (body: Buffer): Callback {
  try {
    const callback = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Callback
    if ([callback.id, callback.from, callback.type].every((value) => typeof value === 'string' && value !== '') && Number.isInteger(callback.at)) return callback
  } catch {
    // Refused below, without a word of the body.
  }
  throw refusal(400, 'The body is no message')
}

function toMessage (callback: Callback): InboundMessage {
  return {
    // Ids are unique for each customer only: with the customer they tell a message from every other.
    eventKey: `${callback.from}:${callback.id}`,
    sender: { id: callback.from },
    sentAt: new Date(callback.at),
    content: toContent(callback),
    trigger: 'message',
    raw: callback
  }
}

function toContent ({ type, text, file }: Callback): Content {
  if (type === 'text' && text !== undefined) return { type: 'text', text }
  if (type === 'image' && file !== undefined) return { type: 'image', media: { state: 'remote', remote: file } }
  return { type: 'unsupported', platformType: type }
}
