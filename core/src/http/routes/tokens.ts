import { Type } from '@kefuhub/contract'
import type { ApiTokenDoc } from '../../store/api-token-model.js'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, IdParams, listOf, named, Nothing, Timestamp } from '../shape.js'
import { RoleSchema } from './person-schema.js'

/** A key to the API, without its secret. */
export const ApiTokenSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: RoleSchema,
  createdAt: Timestamp,
  lastUsedAt: Type.Optional(Timestamp),
  revokedAt: Type.Optional(Timestamp)
}, { $id: 'ApiToken', additionalProperties: false, description: 'A key to the API, without its secret' })

const NewToken = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 64, pattern: '\\S', description: 'What it is for' }),
  role: RoleSchema
}, { additionalProperties: false })

const CreatedToken = Type.Object({
  id: Type.String(),
  token: Type.String({ description: 'Nobody can show it again' })
}, { additionalProperties: false, description: 'The new key' })

function toView ({ _id: id, name, role, createdAt, lastUsedAt, revokedAt }: ApiTokenDoc) {
  return { id, name, role, createdAt, ...(lastUsedAt !== undefined && { lastUsedAt }), ...(revokedAt !== undefined && { revokedAt }) }
}

/** Keys to the API. */
export const tokenRoutes: RouteModule = async (app, { desk }) => {
  app.get('/tokens', {
    schema: { ...describeOperation('listTokens', 'tokens', 'List API tokens', 'Newest first, the revoked ones too.'), response: { 200: listOf(named(ApiTokenSchema)), ...failures() } }
  }, async () => ({ items: (await desk.apiTokens.list()).map(toView) }))

  app.post('/tokens', {
    schema: { ...describeOperation('createToken', 'tokens', 'Make an API token', 'Goes into the audit log.'), body: NewToken, response: { 201: CreatedToken, ...failures() } }
  }, async (request, reply) => {
    const { name, role } = request.body
    const created = await desk.apiTokens.create(name, role)
    // Nobody knows it before this is written and it is told.
    await desk.audit.append({ actor: callerOf(request).actor, action: 'token.create', target: created.id, detail: { name, role } })
    return await reply.code(201).send(created)
  })

  app.delete('/tokens/:id', {
    schema: {
      ...describeOperation('revokeToken', 'tokens', 'End an API token', 'Other processes may take it for 5 seconds more. Goes into the audit log.'),
      params: IdParams,
      response: { 204: Nothing, ...failures('KH_ERR_TOKEN_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { id } = request.params
    await desk.audit.append({ actor: callerOf(request).actor, action: 'token.revoke', target: id })
    await desk.apiTokens.revoke(id)
    return await reply.code(204).send(null)
  })
}
