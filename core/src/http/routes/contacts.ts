import { toE164, Type } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { FieldValueSchema } from './ticket-schema.js'
import { DEFAULT_LIMIT, describeOperation, failures, IdParams, named, pageOf, pageQuery, Timestamp } from '../shape.js'

const IdentitySchema = Type.Object({
  channel: Type.String({ description: "The channel's id in the config" }),
  externalId: Type.String({ description: "The platform's id of the customer" }),
  name: Type.Optional(Type.String()),
  reachable: Type.Boolean({ description: 'False once the customer unfollowed or blocked' })
}, { additionalProperties: false, description: 'Who they are on one channel' })

/** A customer, over all channels. */
export const ContactSchema = Type.Object({
  id: Type.String(),
  name: Type.String({ description: 'An alias that the hub made up where nobody told a name' }),
  language: Type.Optional(Type.String({ description: 'BCP 47' })),
  phones: Type.Array(Type.String(), { description: 'E.164' }),
  emails: Type.Array(Type.String()),
  fields: Type.Record(Type.String(), FieldValueSchema, { description: "Fields of the operator's own" }),
  tags: Type.Array(Type.String()),
  identities: Type.Array(IdentitySchema),
  createdAt: Timestamp
}, { $id: 'Contact', additionalProperties: false, description: 'A customer, over all channels' })

/** What is to be different. */
export const ContactChangeSchema = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 256, pattern: '\\S' })),
  phones: Type.Optional(Type.Array(Type.String({ minLength: 5, maxLength: 32 }), { maxItems: 20, description: 'With the country, or of China' })),
  emails: Type.Optional(Type.Array(Type.String({ format: 'email', maxLength: 254 }), { maxItems: 20 })),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 50 })),
  fields: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' }), FieldValueSchema, { maxProperties: 100, description: '`null` takes one away' }))
}, { $id: 'ContactChange', additionalProperties: false, description: 'What is to be different of a contact' })

/** Customers. */
export const contactRoutes: RouteModule = async (app, { desk }) => {
  app.get('/contacts', {
    schema: {
      ...describeOperation('listContacts', 'contacts', 'List contacts', 'Newest first.'),
      querystring: Type.Object(pageQuery, { additionalProperties: false }),
      response: { 200: pageOf(named(ContactSchema)), ...failures('KH_ERR_API_CURSOR') }
    }
  }, async (request) => await desk.contacts.list({ limit: DEFAULT_LIMIT, ...request.query }))

  app.get('/contacts/:id', {
    schema: {
      ...describeOperation('getContact', 'contacts', 'Read a contact'),
      params: IdParams,
      response: { 200: named(ContactSchema), ...failures('KH_ERR_CONTACT_NOT_FOUND') }
    }
  }, async (request) => {
    const { id } = request.params
    const contact = await desk.contacts.view(id)
    if (contact === undefined) throw new errors.KH_ERR_CONTACT_NOT_FOUND(id)
    return contact
  })

  app.patch('/contacts/:id', {
    schema: {
      ...describeOperation('changeContact', 'contacts', 'Change a contact', 'Connected CRMs get it, too, as their sync says. Goes into the audit log.'),
      params: IdParams,
      body: named(ContactChangeSchema),
      response: { 200: named(ContactSchema), ...failures('KH_ERR_CONTACT_NOT_FOUND') }
    }
  }, async (request) => {
    const { phones, emails, ...rest } = request.body
    const change = {
      ...rest,
      ...(phones !== undefined && { phones: phones.map(toPhone) }),
      ...(emails !== undefined && { emails: emails.map((email) => email.toLowerCase()) })
    }
    const { id } = request.params
    await desk.audit.append({ actor: callerOf(request).actor, action: 'contact.change', target: id, detail: { parts: Object.keys(request.body).join(', ') } })
    await desk.contacts.change(id, change)
    const contact = await desk.contacts.view(id)
    if (contact === undefined) throw new errors.KH_ERR_CONTACT_NOT_FOUND(id)
    return contact
  })
}

/** @throws KH_ERR_API_INPUT */
function toPhone (text: string): string {
  const phone = toE164(text)
  if (phone === undefined) throw new errors.KH_ERR_API_INPUT('body/phones must hold phone numbers, for example +8613800000000')
  return phone
}
