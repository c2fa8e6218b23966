import { Type, type Static } from '@kefuhub/contract'
import { RequestTemplate, expression } from '@kefuhub/contract/rest'
import { closed, IdempotencyHeader, List, One } from './parts.js'

const ORDER_STATUSES = ['draft', 'confirmed', 'partly-shipped', 'shipped', 'done', 'cancelled', 'unknown'] as const

/** How orders are read from an ERP with an API of its own. */
export const OrderOptions = Type.Object({
  find: Type.Object({
    number: Type.Optional(List('Orders with {{number}}')),
    externalId: Type.Optional(List('Orders of the customer with {{externalId}}, the hub\'s id')),
    email: Type.Optional(List('Orders of the customer with {{email}}, in lower case')),
    phone: Type.Optional(List('Orders of the customer with {{phone}}; asked once for each way to write it'))
  }, { ...closed, minProperties: 1, description: 'How orders are looked for; {{limit}} is how many are wanted' }),
  get: One('Reads the order {{id}}; 404 means that it is not there'),
  order: expression('JSONata from a record to an order: { id, number, externalNumber, status, payment, total, currency, placedAt, changedAt, name, phones, emails, lines: [{ id, sku, title, quantity, shipped, returned, price }], url }'),
  statuses: Type.Record(Type.String({ maxLength: 100 }), Type.Enum([...ORDER_STATUSES]), { default: {}, description: 'What the ERP\'s statuses of orders mean' }),
  countryCode: Type.String({ pattern: '^[1-9]\\d{0,3}$', default: '86', description: 'Country of phone numbers without one' }),
  logistics: Type.Optional(Type.Object({
    ...List('').properties,
    shipment: expression('JSONata from a record to a parcel: { id, number, carrier, trackingNumbers, trackingUrl, state, shippedAt, deliveredAt, steps: [{ at, text }] }')
  }, { ...closed, description: 'Reads the parcels of the order {{id}}; absent: the hub does not ask' })),
  returns: Type.Optional(Type.Object({
    create: Type.Object({ request: RequestTemplate, idempotencyHeader: IdempotencyHeader, answer: Type.Optional(expression('JSONata from the answer to the record in it')) }, {
      ...closed, description: 'Makes a return of the order {{orderId}} with {{key}}, $kind, $reason and $lines'
    }),
    find: List('Looks for the return with {{key}} of the order {{orderId}}'),
    return: expression('JSONata from a record to a return: { id, number, status, url, key }; status is draft, requested or approved')
  }, { ...closed, description: 'Returns; absent: the hub makes none' }))
}, { ...closed, description: 'Orders' })
/** How orders are read from an ERP with an API of its own. */
export type OrderOptions = Static<typeof OrderOptions>
