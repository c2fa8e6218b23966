import type { ChannelCapabilities, ContentType } from '@kefuhub/contract'
import { messageTypes } from './wire/content.js'
import { IMAGE_TYPES } from './wire/facts.js'
import type { Options } from './options.js'

/** The reply window's trigger: a message of the customer. */
export const TRIGGER = 'message'

/** What one entry can do: what arrives follows from the known message types, what can be sent from `wire.outbound`. */
export function capabilitiesOf (options: Options): ChannelCapabilities {
  const { im, leadPush, limits, rate, replyWindow, wire } = options
  const arriving = new Set<ContentType>(['unsupported'])
  if (im !== undefined) for (const { as } of messageTypes(wire).values()) arriving.add(as)
  if (im !== undefined) arriving.add('event').add('card')
  if (leadPush !== undefined) arriving.add('card')
  const { image, card } = wire.outbound
  return {
    in: Object.fromEntries([...arriving].map((type) => [type, {}])),
    out: im === undefined
      ? {}
      : {
          text: { maxBytes: limits.textMaxBytes },
          ...(image && { image: { maxBytes: limits.imageMaxBytes, mimeTypes: IMAGE_TYPES } }),
          ...(card && { card: {} })
        },
    replyWindows: replyWindow === undefined
      ? []
      : [{ trigger: TRIGGER, sends: replyWindow.sends ?? Infinity, durationMs: replyWindow.durationMs, reopens: { zh: '客户发来消息', en: 'The customer writes a message' } }],
    rate: { sends: rate, perMs: 1000 },
    receipts: [],
    firstReadBackMs: 0
  }
}
