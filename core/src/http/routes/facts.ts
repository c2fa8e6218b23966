import { LocalizedText, Type } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, IdParams, listOf, named, Timestamp } from '../shape.js'
import { FieldValueSchema } from './ticket-schema.js'

const Record = Type.Object({
  id: Type.String({ description: "The CRM's" }),
  name: Type.Optional(Type.String()),
  phones: Type.Array(Type.String()),
  emails: Type.Array(Type.String()),
  url: Type.Optional(Type.String({ description: 'Page of the record' })),
  shown: Type.Array(Type.Object({ title: LocalizedText, value: FieldValueSchema }, { additionalProperties: false }), { description: 'The fields that `sync.show` names' })
}, { additionalProperties: false })

/** What one CRM knows of a contact. */
export const CrmFactsSchema = Type.Object({
  source: Type.String({ description: 'Id of the plugin' }),
  state: Type.Enum(['unasked', 'loading', 'fresh', 'stale', 'none', 'many', 'failed'], {
    description: '`unasked`: nobody has looked yet, and nobody does unless asked. `stale`: shown is what was known at `readAt`. `many`: somebody has to say which. `failed`: `reason` says why'
  }),
  readAt: Type.Optional(Timestamp),
  reason: Type.Optional(Type.String()),
  record: Type.Optional(Record),
  candidates: Type.Optional(Type.Array(Record))
}, { $id: 'CrmFacts', additionalProperties: false, description: 'What one CRM knows of a contact' })

const FactsParams = Type.Object({ ...IdParams.properties, source: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false })

/** What other systems know of a contact. */
export const factRoutes: RouteModule = async (app, { desk, neighbours }) => {
  const known = async (id: string): Promise<void> => {
    if (await desk.contacts.find(id) === undefined) throw new errors.KH_ERR_CONTACT_NOT_FOUND(id)
  }

  app.get('/contacts/:id/facts', {
    schema: {
      ...describeOperation('getFacts', 'contacts', 'Read what the CRMs know of a contact', 'Answers at once with what is known; what is old is read anew meanwhile, and the live connection tells when it is there.'),
      params: IdParams,
      response: { 200: listOf(named(CrmFactsSchema)), ...failures('KH_ERR_CONTACT_NOT_FOUND') }
    }
  }, async (request) => {
    await known(request.params.id)
    return { items: await neighbours.crm.facts(request.params.id) }
  })

  app.post('/contacts/:id/facts/:source/look', {
    schema: {
      ...describeOperation('lookUpContact', 'contacts', 'Look a contact up in a CRM again', 'However fresh it is what is known. Answers at once; the live connection tells when it is there.'),
      params: FactsParams,
      response: { 202: listOf(named(CrmFactsSchema)), ...failures('KH_ERR_CONTACT_NOT_FOUND', 'KH_ERR_CONNECTION_NOT_FOUND') }
    }
  }, async (request, reply) => {
    const { id, source } = request.params
    await known(id)
    await neighbours.crm.lookAgain(id, source)
    return await reply.code(202).send({ items: await neighbours.crm.facts(id) })
  })

  app.put('/contacts/:id/facts/:source', {
    schema: {
      ...describeOperation('chooseRecord', 'contacts', 'Say which record of a CRM a contact is', 'Goes into the audit log.'),
      params: FactsParams,
      body: Type.Object({ record: Type.String({ minLength: 1, maxLength: 256, description: "The CRM's id" }) }, { additionalProperties: false }),
      response: { 200: listOf(named(CrmFactsSchema)), ...failures('KH_ERR_CONTACT_NOT_FOUND', 'KH_ERR_CONNECTION_NOT_FOUND', 'KH_ERR_SYNC_CANDIDATE') }
    }
  }, async (request) => {
    const { id, source } = request.params
    await known(id)
    const sync = neighbours.crm.get(source)
    await desk.audit.append({ actor: callerOf(request).actor, action: 'contact.chooseRecord', target: id, detail: { source, record: request.body.record } })
    await sync.choose(id, request.body.record)
    return { items: await neighbours.crm.facts(id) }
  })
}
