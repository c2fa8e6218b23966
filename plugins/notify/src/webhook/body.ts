import type { Notification } from '@kefuhub/contract'
import { clean, cleanLine } from '../text/clean.js'
import { clip } from '../text/fit.js'
import { MAX_BODY_BYTES } from './facts.js'

/** A title longer than this is cut, in bytes. */
const MAX_TITLE_BYTES = 2048
const MAX_URL_BYTES = 4096

/** The body of a webhook, as bytes to be signed and sent as they are. */
export function toBody ({ id, kind, severity, title, body, url, at }: Notification): string {
  const markdown = clean(body)
  const write = (body: string): string => JSON.stringify({
    type: kind.replace(/[^\w.]/g, '_'),
    timestamp: at.toISOString(),
    data: {
      id,
      kind,
      severity,
      title: clip(cleanLine(title), MAX_TITLE_BYTES),
      body,
      ...(url !== undefined && Buffer.byteLength(url) <= MAX_URL_BYTES && { url }),
      ...(body !== markdown && { truncated: true })
    }
  })
  const whole = write(markdown)
  if (Buffer.byteLength(whole) <= MAX_BODY_BYTES) return whole
  // Escapes in JSON take more bytes than the text: what is over goes until nothing is.
  let room = Math.min(Buffer.byteLength(markdown), MAX_BODY_BYTES)
  for (;;) {
    const cut = write(clip(markdown, room))
    const over = Buffer.byteLength(cut) - MAX_BODY_BYTES
    if (over <= 0) return cut
    room -= Math.max(Math.ceil(over / 6), 1)
  }
}
