import { errors as contractErrors, mediaOf, Type } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import { callerOf } from '../caller.js'
import { Bytes, FileAnswer, headersOf } from '../file-answer.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, named } from '../shape.js'
import { MediaSchema } from './content-schema.js'
import { MessageMediaParams } from './message-schema.js'

const UploadQuery = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\u0000-\\u001f\\u007f]+$', description: 'File name; never used as a path' }))
}, { additionalProperties: false })

/** Files of messages, and files to be sent. */
export const mediaRoutes: RouteModule = async (app, { config, desk, media }) => {
  app.get('/messages/:id/media/:path', {
    schema: {
      ...describeOperation('getMessageMedia', 'media', 'Read a file of a message', 'The bytes, with the type that the hub found them to have. Not found while the file is not `stored`.'),
      params: MessageMediaParams,
      response: {
        200: FileAnswer,
        ...failures('KH_ERR_MESSAGE_NOT_FOUND', 'KH_ERR_MEDIA_NOT_FOUND')
      }
    }
  }, async (request, reply) => {
    const { id, path } = request.params
    const { content } = await desk.messages.get(id)
    const found = mediaOf(content).find((entry) => entry.path === path)?.ref
    if (found?.state !== 'stored' || found.id === undefined) throw new contractErrors.KH_ERR_MEDIA_NOT_FOUND(`${id}/${path}`)
    const { ref, bytes } = await media.get(found.id)
    return await reply.headers(headersOf(ref)).send(bytes)
  })

  // A body is bytes here, whatever its type says.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body) })
  app.post('/media', {
    bodyLimit: config.media.maxBytes,
    schema: {
      ...describeOperation('uploadMedia', 'media', 'Upload a file', 'The body is the file itself, not a form. Its id can then be sent in a message. What the hub finds in the content decides its type. Goes into the audit log.'),
      consumes: ['*/*'],
      querystring: UploadQuery,
      body: Bytes,
      response: { 201: named(MediaSchema), ...failures('KH_ERR_MEDIA_TOO_LARGE') }
    }
  }, async (request, reply) => {
    const mimeType = request.headers['content-type']
    if (mimeType?.startsWith('multipart/') === true) throw new errors.KH_ERR_API_MEDIA_TYPE('multipart/form-data')
    if (request.body === undefined || request.body.length === 0) throw new errors.KH_ERR_API_INPUT('body must be the bytes of the file')
    const { name } = request.query
    const ref = await media.put(request.body, { ...(name !== undefined && { name }), ...(mimeType !== undefined && { mimeType }) })
    // Nobody knows the file before this is written and its id is told.
    await desk.audit.append({ actor: callerOf(request).actor, action: 'media.upload', target: ref.id ?? '', detail: { sha256: ref.sha256 ?? '' } })
    return await reply.code(201).send(ref)
  })
}
