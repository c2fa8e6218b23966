import type { FastifyReply } from 'fastify'
import { personOf } from '../caller.js'
import type { RouteContext, RouteModule } from '../route.js'
import { SESSION_COOKIE, sessionCookieOptions } from '../session-cookie.js'
import { describeOperation, describePublic, failures, named, Nothing } from '../shape.js'
import { CredentialsSchema, MeSchema, PasswordChangeSchema, SessionChangeSchema } from './person-schema.js'

/** The person who is signed in, and their way in and out. */
export const sessionRoutes: RouteModule = async (app, context) => {
  const { desk, config } = context
  const cookieOptions = sessionCookieOptions(config.server.publicUrl)

  app.post('/session', {
    config: { isPublic: true },
    schema: {
      ...describePublic('signIn', 'session', 'Sign in', 'Gives a cookie to a browser on a page of the hub itself. A login is locked for some minutes after some attempts in vain.'),
      body: CredentialsSchema,
      response: { 200: named(MeSchema), ...failures('KH_ERR_SIGN_IN_WRONG', 'KH_ERR_SIGN_IN_LOCKED', 'KH_ERR_API_CROSS_ORIGIN') }
    }
  }, async (request, reply) => {
    const { token, caller } = await desk.signIn.open(request.body.login, request.body.password)
    await desk.audit.append({ actor: caller.actor, action: 'session.open', target: caller.agent?.id ?? '', detail: { address: request.ip } })
    reply.setCookie(SESSION_COOKIE, token, cookieOptions)
    return await describeMe(context, caller.agent as NonNullable<typeof caller.agent>)
  })

  app.get('/session', {
    schema: { ...describeOperation('getSession', 'session', 'Read who is signed in'), response: { 200: named(MeSchema), ...failures() } }
  }, async (request) => await describeMe(context, personOf(request).agent))

  app.patch('/session', {
    schema: {
      ...describeOperation('changeSession', 'session', 'Change the own presence or name'),
      body: SessionChangeSchema,
      response: { 200: named(MeSchema), ...failures('KH_ERR_API_PERSON_NEEDED') }
    }
  }, async (request) => {
    const { agent } = personOf(request)
    await desk.agents.changeOwn(agent.id, request.body)
    return await describeMe(context, agent)
  })

  app.put('/session/password', {
    schema: {
      ...describeOperation('changePassword', 'session', 'Change the own password', 'Signs the person out in all other browsers. Goes into the audit log.'),
      body: PasswordChangeSchema,
      response: { 204: Nothing, ...failures('KH_ERR_API_PERSON_NEEDED', 'KH_ERR_PASSWORD_WRONG', 'KH_ERR_PASSWORD_WEAK') }
    }
  }, async (request, reply) => {
    const { actor, agent } = personOf(request)
    await desk.agents.changePassword(agent.id, request.body.current, request.body.password)
    await desk.audit.append({ actor, action: 'session.password', target: agent.id })
    await desk.signIn.closeAll(agent.id, agent.session)
    return await reply.code(204).send(null)
  })

  app.delete('/session', {
    schema: { ...describeOperation('signOut', 'session', 'Sign out'), response: { 204: Nothing, ...failures('KH_ERR_API_PERSON_NEEDED') } }
  }, async (request, reply) => {
    await desk.signIn.close(personOf(request).agent.session)
    return await leave(reply, cookieOptions)
  })

  app.delete('/sessions', {
    schema: {
      ...describeOperation('signOutEverywhere', 'session', 'Sign out in all browsers', 'Goes into the audit log.'),
      response: { 204: Nothing, ...failures('KH_ERR_API_PERSON_NEEDED') }
    }
  }, async (request, reply) => {
    const { actor, agent } = personOf(request)
    await desk.audit.append({ actor, action: 'session.closeAll', target: agent.id })
    await desk.signIn.closeAll(agent.id)
    return await leave(reply, cookieOptions)
  })
}

async function describeMe ({ desk, version }: RouteContext, { id, mustChangePassword }: { id: string, mustChangePassword: boolean }) {
  return { ...await desk.agents.get(id), mustChangePassword, version }
}

async function leave (reply: FastifyReply, options: ReturnType<typeof sessionCookieOptions>): Promise<void> {
  reply.clearCookie(SESSION_COOKIE, options)
  await reply.code(204).send(null)
}
