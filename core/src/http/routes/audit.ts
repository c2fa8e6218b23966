import { Type } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import type { AuditDoc } from '../../store/audit-model.js'
import type { RouteModule } from '../route.js'
import { DEFAULT_LIMIT, describeOperation, failures, named, pageOf, pageQuery, Timestamp } from '../shape.js'

/** One line of the audit log. */
export const AuditLineSchema = Type.Object({
  number: Type.Integer({ description: '1, 2, 3 … without gaps' }),
  at: Timestamp,
  actor: Type.String({ description: '`token:ID`, `agent:ID` or `cli`' }),
  action: Type.String(),
  target: Type.String({ description: 'Id of what it was done to' }),
  detail: Type.Optional(Type.Record(Type.String(), Type.String())),
  previous: Type.String({ description: 'Hash of the line before' }),
  hash: Type.String({ description: 'SHA-256 over all other fields' })
}, { $id: 'AuditLine', additionalProperties: false, description: 'One line of the audit log' })

const CURSOR = /^[1-9]\d{0,14}$/

function toView ({ _id: number, at, actor, action, target, detail, previous, hash }: AuditDoc) {
  return { number, at, actor, action, target, ...(detail !== undefined && { detail }), previous, hash }
}

/** The log of every access that matters. */
export const auditRoutes: RouteModule = async (app, { store }) => {
  app.get('/audit', {
    schema: {
      ...describeOperation('listAudit', 'audit', 'Read the audit log', 'Latest first. Each line holds the hash of the one before it, so that a changed or missing line shows.'),
      querystring: Type.Object(pageQuery, { additionalProperties: false }),
      response: { 200: pageOf(named(AuditLineSchema)), ...failures('KH_ERR_API_CURSOR') }
    }
  }, async (request) => {
    const { cursor, limit = DEFAULT_LIMIT } = request.query
    if (cursor !== undefined && !CURSOR.test(cursor)) throw new errors.KH_ERR_API_CURSOR(cursor.slice(0, 100))
    const range = { $gt: 0, ...(cursor !== undefined && { $lt: Number(cursor) }) }
    const lines = await store.audit.find({ _id: range }).sort({ _id: -1 }).limit(limit + 1).lean<AuditDoc[]>()
    const items = lines.slice(0, limit).map(toView)
    return { items, ...(lines.length > limit && { next: String(items.at(-1)?.number) }) }
  })
}
