import { create as contentDisposition } from 'content-disposition'
import { Type, type MediaRef } from '@kefuhub/contract'

/** The bytes of a file. */
export const Bytes = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' })

/** The answer that is a file. */
export const FileAnswer = { description: 'The file', content: { '*/*': { schema: Bytes } } }

/** What a browser may show by itself; everything else is a download. */
const SHOWN = /^(image\/(png|jpeg|gif|webp)|(audio|video)\/[a-z0-9.+-]+)$/

/** The headers of a file, with which no browser runs what is in it. */
export function headersOf ({ mimeType = 'application/octet-stream', name }: MediaRef): Record<string, string> {
  return {
    'content-type': mimeType,
    'content-disposition': contentDisposition(name, { type: SHOWN.test(mimeType) ? 'inline' : 'attachment' }),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, max-age=3600'
  }
}
