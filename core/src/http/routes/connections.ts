import { LocalizedText, Type, type FieldValue, type Static } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import { NO_BACKFILL, type BackfillProgress, type PullProgress } from '../../neighbours/crm/crm-jobs.js'
import { toJobName } from '../../neighbours/system-job.js'
import type { FilesProgress } from '../../neighbours/tickets/ticket-files.js'
import type { JobDoc } from '../../store/job-model.js'
import { callerOf } from '../caller.js'
import type { RouteContext, RouteModule } from '../route.js'
import { describeOperation, failures, IdParams, listOf, named, Timestamp } from '../shape.js'

const counts = Type.Integer({ minimum: 0 })
const Run = Type.Object({
  state: Type.Enum(['idle', 'running', 'failed'], { description: '`failed`: it is tried again by itself' }),
  startedAt: Type.Optional(Timestamp),
  lastDoneAt: Type.Optional(Timestamp),
  dueAt: Type.Optional(Timestamp),
  failures: Type.Integer({ minimum: 0, description: 'In a row' }),
  code: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String())
}, { additionalProperties: false })

const PullCounts = Type.Object({ read: counts, matched: counts, changed: counts, failed: counts }, { additionalProperties: false })

/** A connected system. */
export const ConnectionSchema = Type.Object({
  id: Type.String({ description: 'Id of the plugin' }),
  kind: Type.Enum(['crm', 'erp', 'notifier']),
  title: LocalizedText,
  state: Type.Enum(['ok', 'degraded', 'down']),
  reason: Type.Optional(Type.String({ description: 'Cause and cure' })),
  pausedUntil: Type.Optional({ ...Timestamp, description: 'It asked for a pause, or refuses the credentials: it is left alone until then' }),
  endpoints: Type.Array(Type.Object({ label: LocalizedText, url: Type.String() }, { additionalProperties: false }), { description: 'What an operator enters in the other system, so that it calls the hub' }),
  pull: Type.Optional(Type.Object({ ...Run.properties, counts: PullCounts }, { additionalProperties: false, description: 'Of a CRM: what changed there' })),
  backfill: Type.Optional(Type.Object({
    ...Run.properties,
    phase: Type.Enum(['pull', 'push', 'done']),
    pulled: PullCounts,
    pushed: Type.Object({ done: counts, created: counts, updated: counts, unchanged: counts, failed: counts }, { additionalProperties: false }),
    total: Type.Optional(counts)
  }, { additionalProperties: false, description: 'Of a CRM: going through everything on both sides. One that is idle, not due and not `done` was cancelled, and goes on from there' })),
  poll: Type.Optional(Run),
  files: Type.Optional(Type.Object({
    ...Run.properties,
    to: Type.Optional(Timestamp),
    written: Type.Array(Type.Object({ name: Type.String(), rows: counts, bytes: counts }, { additionalProperties: false }))
  }, { additionalProperties: false, description: 'Of a target that takes files' })),
  errors: Type.Array(Type.Object({
    contact: Type.Optional(Type.String()),
    ticket: Type.Optional(Type.String()),
    name: Type.Optional(Type.String({ description: 'Name of the contact, number of the ticket' })),
    at: Timestamp,
    code: Type.String(),
    reason: Type.String()
  }, { additionalProperties: false }), { description: 'The latest records that could not be kept in step' })
}, { $id: 'Connection', additionalProperties: false, description: 'A connected system, and how keeping in step with it goes' })

/** A connected system. */
export type Connection = Static<typeof ConnectionSchema>

const Value = Type.Unsafe<FieldValue | string[]>({ type: ['string', 'number', 'boolean', 'null', 'array'], items: { type: 'string' } })
const PreviewLineSchema = Type.Object({
  contact: Type.String(),
  name: Type.String({ description: 'Name of the contact' }),
  record: Type.Optional(Type.String({ description: "The CRM's id. Absent: the contact has no record yet, and a back-fill would make one with the values of `moves`" })),
  moves: Type.Array(Type.Object({ hub: Type.String({ description: 'The field' }), to: Type.Enum(['hub', 'crm']), from: Value, value: Value }, { additionalProperties: false })),
  error: Type.Optional(Type.String({ description: 'Why nothing of it would be written: a value does not fit the mapping' }))
}, { additionalProperties: false })

/** What a back-fill would do. */
export const PreviewSchema = Type.Object({
  items: Type.Array(PreviewLineSchema, { description: 'Records that would change, then new ones; where each would fill the list by itself, half of either' }),
  isReadToEnd: Type.Boolean({
    description: 'Whether the CRM was read to its end. If not, records further on may change too, and the contacts without a record were looked for in the CRM: listed are those who were not found'
  }),
  isComplete: Type.Boolean({ description: 'Whether these are all: the CRM was read to its end, every contact was looked at, and `limit` cut off nothing' })
}, { $id: 'Preview', additionalProperties: false, description: 'What a back-fill would do, as far as a dry run looked' })

/** What a back-fill would do. */
export type Preview = Static<typeof PreviewSchema>

const KINDS = ['crm', 'erp', 'notifier'] as const
type Kind = typeof KINDS[number]

/** Connected systems, and how keeping in step with them goes. */
export const connectionRoutes: RouteModule = async (app, context) => {
  const { desk, neighbours } = context

  app.get('/connections', {
    schema: { ...describeOperation('listConnections', 'connections', 'List connected systems', 'In the order of the config.'), response: { 200: listOf(named(ConnectionSchema)), ...failures() } }
  }, async () => ({ items: await readConnections(context) }))

  app.post('/connections/:id/pull', {
    schema: {
      ...describeOperation('pullConnection', 'connections', 'Look now for what changed in a CRM', 'Goes into the audit log.'),
      params: IdParams,
      response: { 202: named(ConnectionSchema), ...failures('KH_ERR_CONNECTION_NOT_FOUND') }
    }
  }, async (request, reply) => await reply.code(202).send(await order(context, request.params.id, callerOf(request).actor, 'pull')))

  app.post('/connections/:id/backfill', {
    schema: {
      ...describeOperation('backfillConnection', 'connections', 'Go through everything of a CRM and of the hub', 'Runs in the background, shows its progress, and goes on after a restart. Goes into the audit log.'),
      params: IdParams,
      response: { 202: named(ConnectionSchema), ...failures('KH_ERR_CONNECTION_NOT_FOUND') }
    }
  }, async (request, reply) => await reply.code(202).send(await order(context, request.params.id, callerOf(request).actor, 'backfill')))

  app.delete('/connections/:id/backfill', {
    schema: {
      ...describeOperation('cancelBackfill', 'connections', 'Cancel a back-fill', 'The page under way is finished, and what was done stays; the next back-fill goes on from there. Goes into the audit log.'),
      params: IdParams,
      response: { 200: named(ConnectionSchema), ...failures('KH_ERR_CONNECTION_NOT_FOUND') }
    }
  }, async (request) => await order(context, request.params.id, callerOf(request).actor, 'cancel'))

  app.get('/connections/:id/preview', {
    schema: {
      ...describeOperation('previewConnection', 'connections', 'See what a back-fill would do', 'A dry run over the first records of the CRM and, where `sync.create` gives contacts records, over the first contacts that have none: nothing is written on either side.'),
      params: IdParams,
      querystring: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })) }, { additionalProperties: false }),
      response: { 200: named(PreviewSchema), ...failures('KH_ERR_CONNECTION_NOT_FOUND', 'KH_ERR_CONNECTION_AWAY') }
    }
  }, async (request) => {
    const { id } = request.params
    await desk.audit.append({ actor: callerOf(request).actor, action: 'connection.preview', target: id })
    try {
      return await neighbours.crm.preview(id, request.query.limit ?? 50)
    } catch (error) {
      if (typeof (error as { verdict?: string }).verdict === 'string') throw new errors.KH_ERR_CONNECTION_AWAY(id, (error as Error).message)
      throw error
    }
  })
}

/** Has a job of a CRM run, or run no longer. @throws KH_ERR_CONNECTION_NOT_FOUND */
async function order (context: RouteContext, id: string, actor: string, what: 'pull' | 'backfill' | 'cancel') {
  const { neighbours: { crm, jobs }, desk } = context
  crm.get(id)
  await desk.audit.append({ actor, action: `connection.${what}`, target: id })
  if (what === 'cancel') await jobs.cancel(toJobName('crm-backfill', id))
  else await jobs.want(toJobName(what === 'pull' ? 'crm-pull' : 'crm-backfill', id))
  const found = (await readConnections(context)).find((connection) => connection.id === id)
  if (found === undefined) throw new errors.KH_ERR_CONNECTION_NOT_FOUND(id)
  return found
}

async function readConnections ({ plugins, neighbours, desk, health }: RouteContext) {
  const states = new Map((await health()).plugins.map((plugin) => [plugin.id, plugin]))
  const connected = plugins.filter((plugin): plugin is typeof plugin & { kind: Kind } => (KINDS as readonly string[]).includes(plugin.kind))
  return await Promise.all(connected.map(async ({ id, kind, title, instance }) => {
    const { state = 'ok', reason } = states.get(id) ?? {}
    const [pull, backfill, poll, files, links, exports] = await Promise.all([
      neighbours.jobs.find(toJobName('crm-pull', id)),
      neighbours.jobs.find(toJobName('crm-backfill', id)),
      neighbours.jobs.find(toJobName('ticket-poll', id)),
      neighbours.jobs.find(toJobName('ticket-files', id)),
      kind === 'crm' ? neighbours.crm.links.failures(id) : [],
      kind === 'erp' ? neighbours.tickets.exporter.failures(id) : []
    ])
    const [names, tickets] = await Promise.all([desk.contacts.names(links.map(({ contact }) => contact)), desk.tickets.find(exports.map(({ ticket }) => ticket))])
    const numbers = new Map(tickets.map(({ id, number }) => [id, number]))
    const pausedUntil = neighbours.pausedUntil(id)
    return {
      id,
      kind,
      title,
      state,
      ...(reason !== undefined && { reason }),
      ...(pausedUntil !== undefined && { pausedUntil }),
      ...(pull !== undefined && { pull: { ...toRun(pull), counts: (pull.progress as PullProgress | undefined)?.counts ?? NO_BACKFILL.pulled } }),
      ...(backfill !== undefined && isBegun(backfill) && { backfill: { ...toRun(backfill), ...toBackfill(backfill.progress as BackfillProgress ?? NO_BACKFILL) } }),
      endpoints: [...instance.endpoints ?? []],
      ...(poll !== undefined && { poll: toRun(poll) }),
      ...(files !== undefined && { files: { ...toRun(files), ...toFiles(files) } }),
      errors: [
        ...links.flatMap(({ contact, error }) => error === undefined ? [] : [{ contact, ...nameIn(names, contact), at: error.at, code: error.code, reason: error.message }]),
        ...exports.flatMap(({ ticket, error }) => error === undefined ? [] : [{ ticket, ...nameIn(numbers, ticket), at: error.at, code: error.code, reason: error.message }])
      ]
    }
  }))
}

function nameIn (names: ReadonlyMap<string, string>, id: string): { name?: string } {
  const name = names.get(id)
  return name === undefined ? {} : { name }
}

/** Whether somebody ever wanted it. */
function isBegun ({ progress, due, owner }: JobDoc): boolean { return progress !== undefined || due !== undefined || owner !== undefined }

function toRun ({ owner, startedAt, lastRun, lastDoneAt, due, failures }: JobDoc) {
  return {
    state: owner !== undefined ? 'running' as const : failures > 0 ? 'failed' as const : 'idle' as const,
    failures,
    ...(startedAt !== undefined && { startedAt }),
    ...(lastDoneAt !== undefined && { lastDoneAt }),
    ...(due !== undefined && { dueAt: due }),
    ...(failures > 0 && lastRun?.error !== undefined && { code: lastRun.error.code, reason: lastRun.error.message })
  }
}

function toBackfill ({ phase, pulled, pushed, total }: BackfillProgress) { return { phase, pulled, pushed, ...(total !== undefined && { total }) } }

function toFiles ({ progress, lastDoneAt }: JobDoc) {
  const { to, files = [] } = (progress ?? {}) as Partial<FilesProgress>
  // Before the first files are written it stands at the beginning of time.
  return { written: files.map(({ name, rows, bytes }) => ({ name, rows, bytes })), ...(to !== undefined && lastDoneAt !== undefined && { to: new Date(to) }) }
}
