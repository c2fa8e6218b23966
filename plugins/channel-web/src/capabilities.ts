import type { ChannelCapabilities, ContentType } from '@kefuhub/contract'
import type { Options } from './options.js'

/** What one widget can do. Its texts are counted in characters, of four bytes at most. */
export function capabilitiesOf ({ maxUploadBytes, uploadTypes }: Pick<Options, 'maxUploadBytes' | 'uploadTypes'>): ChannelCapabilities {
  const file = { maxBytes: maxUploadBytes, mimeTypes: uploadTypes }
  return {
    in: { text: { maxBytes: 40_000 }, image: file, voice: file, video: file, file, event: {}, form: {} },
    out: { text: {}, image: {}, voice: {}, video: {}, file: {}, link: {}, card: {}, menu: { maxItems: 20 } },
    replyWindows: [],
    receipts: ['delivered', 'read'],
    firstReadBackMs: 0
  }
}

/** Whether the widget has a way to show a message of this type. */
export function isSendable (type: ContentType, options: Options): boolean { return type in capabilitiesOf(options).out }
