import type { ChannelCapabilities, LocalizedText } from '@kefuhub/contract'
import { UPLOAD_TYPES } from './facts.js'
import type { Trigger } from './callback/event.js'
import type { Options } from './options.js'

const REOPENS: Record<Trigger, LocalizedText> = {
  message: { zh: '客户发来消息', en: 'The customer writes a message' },
  menu: { zh: '客户点击菜单', en: 'The customer taps the menu' },
  follow: { zh: '客户关注公众号', en: 'The customer follows the account' },
  scan: { zh: '客户扫描二维码', en: 'The customer scans a QR code' }
}

/** The names of all reply windows. */
export const TRIGGERS = Object.keys(REOPENS) as Trigger[]

/** What one account can do. @see WeChat Official Account, customer-service messages and temporary media */
export function capabilitiesOf ({ replyWindows, limits, rate }: Options): ChannelCapabilities {
  return {
    in: { text: {}, image: {}, voice: {}, video: {}, file: {}, location: {}, link: {}, card: {}, event: {}, unsupported: {} },
    out: {
      text: { maxBytes: limits.textMaxBytes },
      image: { maxBytes: limits.imageMaxBytes, mimeTypes: UPLOAD_TYPES.image },
      voice: { maxBytes: limits.voiceMaxBytes, maxDurationMs: limits.voiceMaxDurationMs, mimeTypes: UPLOAD_TYPES.voice },
      video: { maxBytes: limits.videoMaxBytes, mimeTypes: UPLOAD_TYPES.video },
      link: {},
      card: {},
      menu: {},
      template: {}
    },
    replyWindows: TRIGGERS.map((trigger) => ({ trigger, ...replyWindows[trigger], reopens: REOPENS[trigger] })),
    rate: { sends: rate, perMs: 1000 },
    receipts: [],
    firstReadBackMs: 0
  }
}
