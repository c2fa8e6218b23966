import { Type } from '@kefuhub/contract'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, IdParams, listOf, named, Nothing } from '../shape.js'

/** Agents who can do the same. */
export const GroupSchema = Type.Object({
  id: Type.String(),
  name: Type.String()
}, { $id: 'Group', additionalProperties: false, description: 'Agents who can do the same' })

const NewGroup = Type.Object({ name: Type.String({ minLength: 1, maxLength: 64, pattern: '\\S' }) }, { additionalProperties: false })

/** The groups of agents. */
export const groupRoutes: RouteModule = async (app, { desk }) => {
  app.get('/groups', {
    schema: { ...describeOperation('listGroups', 'agents', 'List groups', 'By name.'), response: { 200: listOf(named(GroupSchema)), ...failures() } }
  }, async () => ({ items: await desk.groups.list() }))

  app.post('/groups', {
    schema: { ...describeOperation('createGroup', 'agents', 'Add a group', 'Goes into the audit log.'), body: NewGroup, response: { 201: named(GroupSchema), ...failures('KH_ERR_NAME_TAKEN') } }
  }, async (request, reply) => {
    const { name } = request.body
    await desk.audit.append({ actor: callerOf(request).actor, action: 'group.create', target: name })
    return await reply.code(201).send(await desk.groups.create(name))
  })

  app.patch('/groups/:id', {
    schema: {
      ...describeOperation('changeGroup', 'agents', 'Rename a group', 'Goes into the audit log.'),
      params: IdParams,
      body: NewGroup,
      response: { 200: named(GroupSchema), ...failures('KH_ERR_GROUP_NOT_FOUND', 'KH_ERR_NAME_TAKEN') }
    }
  }, async (request) => {
    const { id } = request.params
    const { name } = request.body
    await desk.audit.append({ actor: callerOf(request).actor, action: 'group.change', target: id, detail: { name } })
    return await desk.groups.rename(id, name)
  })

  app.delete('/groups/:id', {
    schema: {
      ...describeOperation('removeGroup', 'agents', 'Remove a group', 'Its agents stay; conversations that waited for it wait for anybody. Goes into the audit log.'),
      params: IdParams,
      response: { 204: Nothing, ...failures('KH_ERR_GROUP_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { id } = request.params
    await desk.audit.append({ actor: callerOf(request).actor, action: 'group.remove', target: id })
    await desk.groups.remove(id)
    return await reply.code(204).send(null)
  })
}
