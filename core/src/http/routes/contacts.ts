import { Type } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import type { RouteModule } from '../route.js'
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
  tags: Type.Array(Type.String()),
  identities: Type.Array(IdentitySchema),
  createdAt: Timestamp
}, { $id: 'Contact', additionalProperties: false, description: 'A customer, over all channels' })

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
}
