import { Type, type Static } from '@kefuhub/contract'
import { RestConnection } from '@kefuhub/contract/rest'
import { OrderOptions } from './order-options.js'
import { TicketOptions } from './ticket-options.js'

/** A system with an API of its own, described by the config. */
export const Options = Type.Object({
  connection: RestConnection,
  tickets: Type.Optional(TicketOptions),
  orders: Type.Optional(OrderOptions)
}, { additionalProperties: false, minProperties: 2, description: 'A ticket system or ERP with a REST API of its own' })
/** A system with an API of its own, described by the config. */
export type Options = Static<typeof Options>
