import type { Contact, Conversation } from '../../api/types.js'
import { FactsSection } from './facts/facts-section.js'
import { OrdersSection } from './orders/orders-section.js'
import { TicketsSection } from './tickets/tickets-section.js'

/** What CRMs know of the contact, their tickets and their orders. Each waits for its own answer and holds up nothing else. */
export function NeighbourSections ({ contact, conversation }: { contact: Contact, conversation: Conversation }) {
  return (
    <>
      <FactsSection contact={contact.id} />
      <TicketsSection conversation={conversation} />
      <OrdersSection contact={contact} conversation={conversation} />
    </>
  )
}
