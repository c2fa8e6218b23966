import mongoose from 'mongoose'
import t from 'tap'
import { contactSchema } from '../../core/src/store/contact-model.js'
import { ticketSchema } from '../../core/src/store/ticket-model.js'
import { makeContact, makeTicket } from '../../scripts/bench/neighbours.js'

t.test('the hub could have written every document itself', async (t) => {
  const Contact = mongoose.model('bench contact', contactSchema)
  const Ticket = mongoose.model('bench ticket', ticketSchema)
  for (const index of [0, 7, 99_999]) {
    t.equal(new Contact(makeContact(index)).validateSync(), undefined)
    t.equal(new Ticket(makeTicket(index)).validateSync(), undefined)
  }
  t.equal(new Set([0, 1, 2].map((index) => makeContact(index).phones[0])).size, 3, 'everybody has a number of their own')
  t.match(makeTicket(5), { tell: true, untold: [{ changes: [] }] }, 'and every ticket is still to be told of')
})
