import { isUtf8 } from 'node:buffer'
import { fileTypeFromBuffer } from 'file-type'
import type { Desk } from './desk.js'
import { errors } from './errors.js'
import { visitorOf } from './session.js'
import type { Uploaded } from './wire.js'

const MAX_NAME_LENGTH = 255
/** What a browser may show in the page; everything else is downloaded. */
const SHOWN = /^(image\/(png|jpeg|gif|webp)|audio\/[a-z0-9.+-]+|video\/[a-z0-9.+-]+)$/

/** Adds `POST uploads` and `GET media/ID`. */
export function addFileRoutes (desk: Desk): void {
  const { hub, options, links } = desk
  hub.app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.setErrorHandler<Error & { code?: string }>((error) => {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? new errors.WEB_ERR_UPLOAD_SIZE(options.maxUploadBytes) : error
    })
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: options.maxUploadBytes }, (_request, body, done) => { done(null, body) })
    scope.post<{ Querystring: { name?: unknown }, Body: Buffer | undefined }>('/uploads', { bodyLimit: options.maxUploadBytes }, async (request): Promise<Uploaded> => {
      const visitor = visitorOf(request, desk)
      if (!desk.allowance.take(visitor)) throw new errors.WEB_ERR_RATE()
      const bytes = request.body ?? Buffer.alloc(0)
      const type = await typeOf(bytes)
      if (!isTaken(type, options.uploadTypes)) throw new errors.WEB_ERR_UPLOAD_TYPE(type)
      const { name } = request.query
      const ref = await hub.media.put(bytes, { mimeType: type, ...(typeof name === 'string' && name !== '' && { name: name.slice(0, MAX_NAME_LENGTH) }) })
      return { media: links.toWire(visitor, ref) }
    })
  })

  hub.app.get<{ Params: { id: string } }>('/media/:id', async (request, reply) => {
    const query = request.url.slice(request.url.indexOf('?') + 1)
    const ref = links.read(`media/${request.params.id}?${query}`)
    if (ref?.id === undefined) throw new errors.WEB_ERR_MEDIA()
    const { bytes } = await hub.media.get(ref.id)
    const type = ref.mimeType ?? ''
    const isShown = SHOWN.test(type)
    return await reply
      .header('content-type', isShown ? type : 'application/octet-stream')
      .header('content-disposition', isShown ? 'inline' : `attachment; filename*=UTF-8''${encodeURIComponent(ref.name ?? 'file').replaceAll("'", '%27')}`)
      .header('cache-control', 'private, max-age=86400, immutable')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .send(bytes)
  })
}

/** What a file is by its content. Text has no mark; it is text when it is UTF-8 without a zero. */
async function typeOf (bytes: Buffer): Promise<string> {
  const found = await fileTypeFromBuffer(bytes)
  if (found !== undefined) return found.mime
  return bytes.length > 0 && !bytes.includes(0) && isUtf8(bytes) ? 'text/plain' : 'application/octet-stream'
}

function isTaken (type: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) => pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern)
}
