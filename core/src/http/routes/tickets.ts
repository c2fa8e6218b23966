import { errors as contractErrors, type TicketActor } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import { toTicketView } from '../../desk/ticket-change.js'
import type { TicketFileDoc, TicketDoc } from '../../store/ticket-model.js'
import type { TicketExportDoc } from '../../store/ticket-export-model.js'
import type { TicketCommentDoc } from '../../store/ticket-comment-model.js'
import type { Caller } from '../../desk/caller.js'
import { callerOf, personOf } from '../caller.js'
import { FileAnswer, headersOf } from '../file-answer.js'
import type { RouteContext, RouteModule } from '../route.js'
import { DEFAULT_LIMIT, describeOperation, failures, IdParams, listOf, named, pageOf } from '../shape.js'
import { SendHeaders } from './message-schema.js'
import {
  NewTicketCommentSchema, NewTicketSchema, TicketChangeSchema, TicketCommentSchema, TicketDetailSchema, TicketExportParams, TicketFileParams, TicketListQuery, TicketSchema, TicketTypeSchema
} from './ticket-schema.js'

const FIELD_FAILURES = ['KH_ERR_TICKET_FIELD_INVALID', 'KH_ERR_AGENT_NOT_FOUND', 'KH_ERR_GROUP_NOT_FOUND', 'KH_ERR_CONTACT_NOT_FOUND', 'KH_ERR_MEDIA_NOT_FOUND'] as const

/** Tickets: matters that are looked after until they are settled. */
export const ticketRoutes: RouteModule = async (app, context) => {
  const { desk, media, neighbours } = context

  app.get('/ticket-types', {
    schema: { ...describeOperation('listTicketTypes', 'tickets', 'List the types of tickets', 'As the config states them.'), response: { 200: listOf(named(TicketTypeSchema)), ...failures() } }
  }, async () => ({
    items: desk.tickets.types.list.map(({ id, title, priority, fields, statuses }) => ({
      id, title, priority, fields, statuses: statuses.map(({ tell, ...status }) => ({ ...status, tellsCustomer: tell !== undefined, templates: Object.keys(tell?.templates ?? {}) }))
    }))
  }))

  app.get('/tickets', {
    schema: {
      ...describeOperation('listTickets', 'tickets', 'List tickets', 'Latest change first, unless `dueBefore` is given. Filters may be combined.'),
      querystring: TicketListQuery,
      response: { 200: pageOf(named(TicketSchema)), ...failures('KH_ERR_API_CURSOR', 'KH_ERR_API_PERSON_NEEDED') }
    }
  }, async (request) => {
    const { view, dueBefore, ...query } = request.query
    return await desk.tickets.list({
      limit: DEFAULT_LIMIT, ...query, ...(dueBefore !== undefined && { dueBefore: new Date(dueBefore) }), ...(view !== undefined && { isOpen: true }), ...(view === 'mine' && { assignee: personOf(request).agent.id })
    })
  })

  app.post('/tickets', {
    schema: {
      ...describeOperation('createTicket', 'tickets', 'Create a ticket', 'The same Idempotency-Key again gives the ticket of the first time. Goes into the audit log.'),
      headers: SendHeaders,
      body: named(NewTicketSchema),
      response: { 201: named(TicketDetailSchema), ...failures('KH_ERR_TICKET_TYPE_UNKNOWN', 'KH_ERR_CONVERSATION_NOT_FOUND', ...FIELD_FAILURES) }
    }
  }, async (request, reply) => {
    const caller = callerOf(request)
    const { dueAt, files, ...wish } = request.body
    const conversation = wish.conversation === undefined ? undefined : await desk.conversations.get(wish.conversation)
    const contact = wish.contact ?? conversation?.contact
    await check(context, { ...wish, files, contact: wish.contact })
    const key = request.headers['idempotency-key']
    await desk.audit.append({ actor: caller.actor, action: 'ticket.create', target: wish.conversation ?? wish.type })
    const ticket = await desk.tickets.create({
      ...wish,
      by: actorOf(caller),
      ...(files !== undefined && { files }),
      ...(contact !== undefined && { contact }),
      ...(dueAt !== undefined && { dueAt: new Date(dueAt) }),
      ...(key !== undefined && { key: `api:${caller.actor}:${key}` })
    })
    return await reply.code(201).send(await describe(context, ticket))
  })

  app.get('/tickets/:id', {
    schema: {
      ...describeOperation('getTicket', 'tickets', 'Read a ticket', 'By id or by number.'),
      params: IdParams,
      response: { 200: named(TicketDetailSchema), ...failures('KH_ERR_TICKET_NOT_FOUND') }
    }
  }, async (request) => await describe(context, await desk.tickets.get(request.params.id)))

  app.patch('/tickets/:id', {
    schema: {
      ...describeOperation('changeTicket', 'tickets', 'Change a ticket', 'Goes into the audit log.'),
      params: IdParams,
      body: named(TicketChangeSchema),
      response: {
        200: named(TicketDetailSchema),
        ...failures('KH_ERR_TICKET_NOT_FOUND', 'KH_ERR_TICKET_STATUS_UNKNOWN', 'KH_ERR_TICKET_STATUS_ORDER', 'KH_ERR_TICKET_CHANGED', ...FIELD_FAILURES)
      }
    }
  }, async (request) => {
    const caller = callerOf(request)
    const { revision, dueAt, ...wish } = request.body
    const { _id: id } = await desk.tickets.get(request.params.id)
    await check(context, { ...wish, files: wish.addFiles })
    await desk.audit.append({ actor: caller.actor, action: 'ticket.change', target: id, detail: { parts: Object.keys(request.body).join(', ') } })
    const change = { ...wish, ...(dueAt !== undefined && { dueAt: dueAt === null ? null : new Date(dueAt) }) }
    return await describe(context, await desk.tickets.change(id, change, actorOf(caller), revision))
  })

  app.post('/tickets/:id/comments', {
    schema: {
      ...describeOperation('commentTicket', 'tickets', 'Write on a ticket', 'Other systems that have the ticket get it, too.'),
      params: IdParams,
      body: NewTicketCommentSchema,
      response: { 201: named(TicketCommentSchema), ...failures('KH_ERR_TICKET_NOT_FOUND', 'KH_ERR_MEDIA_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { text, isPublic = false, files } = request.body
    await check(context, { files })
    const { _id: id } = await desk.tickets.get(request.params.id)
    const comment = await desk.ticketComments.add(id, { by: actorOf(callerOf(request)), text, isPublic, ...(files !== undefined && { files }) })
    return await reply.code(201).send(toComment(comment))
  })

  app.post('/tickets/:id/exports/:target/retry', {
    schema: {
      ...describeOperation('retryTicketExport', 'tickets', 'Write a ticket into another system again', 'What failed there is due again, once, with its attempts counted from the start; work that was given up ' +
        'or waits for the same is part of it. Where nothing has failed, nothing is done. Goes into the audit log.'),
      params: TicketExportParams,
      response: { 202: named(TicketDetailSchema), ...failures('KH_ERR_TICKET_NOT_FOUND', 'KH_ERR_CONNECTION_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { id, target } = request.params
    const ticket = await desk.tickets.get(id)
    neighbours.tickets.checkTarget(target)
    await desk.audit.append({ actor: callerOf(request).actor, action: 'ticket.retryExport', target: ticket._id, detail: { system: target } })
    await neighbours.tickets.retry(target, ticket)
    return await reply.code(202).send(await describe(context, ticket))
  })

  app.get('/tickets/:id/files/:file', {
    schema: {
      ...describeOperation('getTicketFile', 'tickets', 'Read a file of a ticket', 'Of the ticket itself or of a comment: the bytes, with the type that the hub found them to have.'),
      params: TicketFileParams,
      response: { 200: FileAnswer, ...failures('KH_ERR_TICKET_NOT_FOUND', 'KH_ERR_MEDIA_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { id, file } = request.params
    const ticket = await desk.tickets.get(id)
    const comments = await desk.ticketComments.latest(ticket._id)
    const isHere = [ticket, ...comments].some(({ files }) => files.some(({ mediaId }) => mediaId === file))
    if (!isHere) throw new contractErrors.KH_ERR_MEDIA_NOT_FOUND(file)
    const { ref, bytes } = await media.get(file)
    return await reply.headers(headersOf(ref)).send(bytes)
  })
}

function actorOf ({ actor, name, agent }: Caller): TicketActor { return { kind: 'agent', id: agent?.id ?? actor, name } }

/** @throws KH_ERR_AGENT_NOT_FOUND, KH_ERR_GROUP_NOT_FOUND, KH_ERR_CONTACT_NOT_FOUND, KH_ERR_MEDIA_NOT_FOUND */
async function check ({ desk, media }: RouteContext, { assignee, group, contact, files }: {
  assignee?: string | null | undefined, group?: string | null | undefined, contact?: string | undefined, files?: TicketFileDoc[] | undefined
}): Promise<void> {
  if (typeof assignee === 'string' && (await desk.agents.get(assignee)).isDisabled) throw new errors.KH_ERR_AGENT_NOT_FOUND(assignee)
  if (typeof group === 'string') await desk.groups.check(group)
  if (contact !== undefined && await desk.contacts.find(contact) === undefined) throw new errors.KH_ERR_CONTACT_NOT_FOUND(contact)
  await Promise.all((files ?? []).map(async ({ mediaId }) => await media.get(mediaId)))
}

async function describe ({ desk, neighbours }: RouteContext, ticket: TicketDoc) {
  const [comments, states, contact] = await Promise.all([
    desk.ticketComments.latest(ticket._id),
    neighbours.tickets.exporter.states(ticket._id),
    ticket.contact === undefined ? undefined : desk.contacts.find(ticket.contact)
  ])
  return {
    ...toTicketView(ticket),
    revision: ticket.revision,
    files: ticket.files,
    history: ticket.history.map(({ at, by, changes }) => ({ at, by, changes })),
    comments: comments.map(toComment),
    exports: states.map(toExportState),
    ...(contact !== undefined && { contactName: contact.name })
  }
}

function toExportState ({ target, exportedAt, error }: TicketExportDoc) {
  const at = exportedAt === undefined ? {} : { exportedAt }
  if (error !== undefined && error.isRetried !== true) return { target, state: 'failed' as const, ...at, code: error.code, reason: error.message }
  return { target, state: error !== undefined || exportedAt === undefined ? 'waiting' as const : 'done' as const, ...at }
}

function toComment ({ _id: id, at, by, text, isPublic, files }: TicketCommentDoc) { return { id, at, by, text, isPublic, files } }
