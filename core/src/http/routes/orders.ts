import { LocalizedText, Type, type ContactView } from '@kefuhub/contract'
import { errors } from '../../errors.js'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, IdParams, listOf, named, Timestamp } from '../shape.js'

const Money = Type.Object({ amount: Type.String({ description: 'Decimal' }), currency: Type.String({ description: 'ISO 4217' }) }, { additionalProperties: false })

/** An order as an agent needs it. */
export const OrderSchema = Type.Object({
  id: Type.String(),
  number: Type.String(),
  externalNumber: Type.Optional(Type.String({ description: "The customer's or the marketplace's" })),
  status: Type.Enum(['draft', 'confirmed', 'partly-shipped', 'shipped', 'done', 'cancelled', 'unknown']),
  rawStatus: Type.String({ description: "The system's own word" }),
  payment: Type.Enum(['unpaid', 'partly-paid', 'paid', 'refunded', 'unknown']),
  total: Money,
  placedAt: Timestamp,
  changedAt: Timestamp,
  lines: Type.Array(Type.Object({
    id: Type.String(),
    sku: Type.String(),
    title: Type.String(),
    quantity: Type.Number(),
    shipped: Type.Number(),
    returned: Type.Number(),
    price: Type.Optional(Money)
  }, { additionalProperties: false })),
  url: Type.Optional(Type.String())
}, { $id: 'Order', additionalProperties: false, description: 'An order as an agent needs it' })

/** The orders of one system. */
export const OrdersSchema = Type.Object({
  source: Type.String({ description: 'Id of the plugin' }),
  title: LocalizedText,
  state: Type.Enum(['ok', 'failed']),
  reason: Type.Optional(Type.String({ description: 'Why it did not answer' })),
  orders: Type.Array(named(OrderSchema)),
  hasParcels: Type.Boolean({ description: 'It says where parcels are' }),
  takesReturns: Type.Boolean({ description: 'It takes returns from the hub' })
}, { $id: 'Orders', additionalProperties: false, description: 'The orders of a contact in one system, as far as it answered' })

/** Where a parcel is. */
export const ShipmentSchema = Type.Object({
  id: Type.String(),
  number: Type.String(),
  carrier: Type.Optional(Type.String()),
  trackingNumbers: Type.Array(Type.String()),
  trackingUrl: Type.Optional(Type.String()),
  state: Type.Enum(['waiting', 'moving', 'delivered', 'problem', 'unknown']),
  shippedAt: Type.Optional(Timestamp),
  deliveredAt: Type.Optional(Timestamp),
  steps: Type.Array(Type.Object({ at: Timestamp, text: Type.String() }, { additionalProperties: false }))
}, { $id: 'Shipment', additionalProperties: false, description: 'Where a parcel is' })

const Return = Type.Object({
  id: Type.String(),
  number: Type.String(),
  status: Type.Enum(['draft', 'requested', 'approved']),
  url: Type.Optional(Type.String())
}, { additionalProperties: false, description: 'A return in the other system' })

const OrderParams = Type.Object({
  ...IdParams.properties,
  source: Type.String({ minLength: 1, maxLength: 64 }),
  order: Type.String({ minLength: 1, maxLength: 256 })
}, { additionalProperties: false })

const NewReturn = Type.Object({
  key: Type.String({ minLength: 8, maxLength: 128, pattern: '^[A-Za-z0-9_-]+$', description: 'The same again makes no second return' }),
  kind: Type.Enum(['return', 'refund', 'exchange']),
  reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
  lines: Type.Array(Type.Object({ lineId: Type.String({ minLength: 1, maxLength: 256 }), quantity: Type.Number({ exclusiveMinimum: 0 }) }, { additionalProperties: false }), { minItems: 1, maxItems: 200 })
}, { additionalProperties: false })

/** Orders, parcels and returns of contacts in connected systems. */
export const orderRoutes: RouteModule = async (app, { desk, neighbours: { orders } }) => {
  const contactOf = async (id: string): Promise<ContactView> => {
    const contact = await desk.contacts.view(id)
    if (contact === undefined) throw new errors.KH_ERR_CONTACT_NOT_FOUND(id)
    return contact
  }
  const FAILURES = ['KH_ERR_CONTACT_NOT_FOUND', 'KH_ERR_ORDER_NOT_FOUND', 'KH_ERR_ORDER_SOURCE_UNKNOWN', 'KH_ERR_ORDERS_AWAY'] as const

  app.get('/contacts/:id/orders', {
    schema: {
      ...describeOperation('listOrders', 'orders', 'List the orders of a contact', 'Those with their phone number or e-mail address, in every connected system. One that does not answer says so.'),
      params: IdParams,
      querystring: Type.Object({ number: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })) }, { additionalProperties: false }),
      response: { 200: listOf(named(OrdersSchema)), ...failures('KH_ERR_CONTACT_NOT_FOUND') }
    }
  }, async (request) => ({ items: await orders.ofContact(await contactOf(request.params.id), request.query.number) }))

  app.get('/contacts/:id/orders/:source/:order', {
    schema: { ...describeOperation('getOrder', 'orders', 'Read an order of a contact'), params: OrderParams, response: { 200: named(OrderSchema), ...failures(...FAILURES) } }
  }, async (request) => {
    const { id, source, order } = request.params
    const contact = await contactOf(id)
    return await orThere(async () => await orders.get(source, order, contact), source)
  })

  app.get('/contacts/:id/orders/:source/:order/shipments', {
    schema: { ...describeOperation('listShipments', 'orders', 'List the parcels of an order'), params: OrderParams, response: { 200: listOf(named(ShipmentSchema)), ...failures(...FAILURES) } }
  }, async (request) => {
    const { id, source, order } = request.params
    const contact = await contactOf(id)
    return { items: await orThere(async () => await orders.logistics(source, order, contact), source) }
  })

  app.post('/contacts/:id/orders/:source/:order/returns', {
    schema: {
      ...describeOperation('createReturn', 'orders', 'Ask for a return', 'A draft in the other system, for somebody there to approve. Goes into the audit log.'),
      params: OrderParams,
      body: NewReturn,
      response: { 201: Return, ...failures(...FAILURES, 'KH_ERR_RETURN_UNSUPPORTED', 'KH_ERR_RETURN_UNCERTAIN', 'KH_ERR_RETURN_REFUSED') }
    }
  }, async (request, reply) => {
    const { id, source, order } = request.params
    const contact = await contactOf(id)
    await desk.audit.append({ actor: callerOf(request).actor, action: 'order.return', target: `${source}:${order}`, detail: { contact: id, kind: request.body.kind } })
    const made = await orThere(async () => await orders.return(source, { orderId: order, ...request.body }, contact), source)
    return await reply.code(201).send(made)
  })
}

/** What the other system says, in the words of the API. @throws KH_ERR_ORDERS_AWAY */
async function orThere<T> (ask: () => Promise<T>, source: string): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (typeof (error as { verdict?: string }).verdict === 'string') throw new errors.KH_ERR_ORDERS_AWAY(source, (error as Error).message)
    throw error
  }
}
