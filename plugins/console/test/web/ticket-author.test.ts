import t from 'tap'
import { toTicketOf } from '../../web/workspace/conversation/ticket-author.js'

t.test('a message that tells of a ticket leads to it, and no other does', (t) => {
  t.equal(toTicketOf({ kind: 'system', id: 'ticket:01K/7', name: '1001' }), '/tickets/01K%2F7')
  for (const author of [undefined, { kind: 'system', id: 'form' }, { kind: 'system', id: 'ticket:' }, { kind: 'agent', id: 'ticket:7' }] as const) t.equal(toTicketOf(author), undefined)
  t.end()
})
