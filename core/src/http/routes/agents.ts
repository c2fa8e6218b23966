import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, IdParams, listOf, named } from '../shape.js'
import { AgentChangeSchema, AgentSchema, CreatedAgent, NewAgentSchema, ResetPassword } from './person-schema.js'

/** The people who work in the hub. */
export const agentRoutes: RouteModule = async (app, { desk }) => {
  app.get('/agents', {
    schema: { ...describeOperation('listAgents', 'agents', 'List agents', 'The longest here first.'), response: { 200: listOf(named(AgentSchema)), ...failures() } }
  }, async () => ({ items: await desk.agents.list() }))

  app.post('/agents', {
    schema: {
      ...describeOperation('createAgent', 'agents', 'Add an agent', 'The password is shown this once and has to be changed at the first sign-in. Goes into the audit log.'),
      body: named(NewAgentSchema),
      response: { 201: CreatedAgent, ...failures('KH_ERR_AGENT_LOGIN_TAKEN', 'KH_ERR_GROUP_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { login, role } = request.body
    await desk.audit.append({ actor: callerOf(request).actor, action: 'agent.create', target: login, detail: { role } })
    return await reply.code(201).send(await desk.agents.create(request.body))
  })

  app.patch('/agents/:id', {
    schema: {
      ...describeOperation('changeAgent', 'agents', 'Change an agent', 'Who is disabled is signed out everywhere. Goes into the audit log.'),
      params: IdParams,
      body: named(AgentChangeSchema),
      response: { 200: named(AgentSchema), ...failures('KH_ERR_AGENT_NOT_FOUND', 'KH_ERR_AGENT_LAST_ADMINISTRATOR', 'KH_ERR_GROUP_NOT_FOUND') }
    }
  }, async (request) => {
    const { id } = request.params
    const { name, role, groups, isDisabled } = request.body
    const detail = { ...(name !== undefined && { name }), ...(role !== undefined && { role }), ...(groups !== undefined && { groups: groups.join(' ') }), ...(isDisabled !== undefined && { isDisabled: String(isDisabled) }) }
    await desk.audit.append({ actor: callerOf(request).actor, action: 'agent.change', target: id, detail })
    const changed = await desk.agents.change(id, request.body)
    if (isDisabled === true) await desk.signIn.closeAll(id)
    desk.signIn.forget()
    return changed
  })

  app.post('/agents/:id/password', {
    schema: {
      ...describeOperation('resetPassword', 'agents', 'Give an agent a new password', 'Lifts a lock, and signs them out everywhere. Goes into the audit log.'),
      params: IdParams,
      response: { 200: ResetPassword, ...failures('KH_ERR_AGENT_NOT_FOUND') }
    }
  }, async (request) => {
    const { id } = request.params
    const { login } = await desk.agents.get(id)
    await desk.audit.append({ actor: callerOf(request).actor, action: 'agent.resetPassword', target: id })
    const password = await desk.agents.resetPassword(id)
    await Promise.all([desk.signIn.closeAll(id), desk.signIn.unlock(login)])
    return { password }
  })
}
