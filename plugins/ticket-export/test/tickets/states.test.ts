import type { TicketState } from '@kefuhub/contract'
import t from 'tap'
import { STATES as JIRA } from '../../src/jira/facts.js'
import { StateTable } from '../../src/tickets/states.js'
import { STATES as ZAMMAD } from '../../src/zammad/facts.js'
import { STATES as ZENDESK } from '../../src/zendesk/facts.js'

function openTable (known: Record<string, TicketState>, more: Record<string, TicketState> = {}) {
  const warnings: unknown[] = []
  const log = { debug () {}, info () {}, error () {}, warn (fields: object) { warnings.push(fields) } }
  return { warnings, table: new StateTable(known, more, log) }
}

t.test('knows the words of each system', async (t) => {
  const cases: Array<[Record<string, TicketState>, string, TicketState]> = [
    [ZENDESK, 'new', 'new'], [ZENDESK, 'open', 'in-progress'], [ZENDESK, 'Pending', 'waiting-customer'], [ZENDESK, 'hold', 'on-hold'], [ZENDESK, 'SOLVED', 'solved'], [ZENDESK, 'closed', 'closed'],
    [ZAMMAD, 'new', 'new'], [ZAMMAD, 'open', 'in-progress'], [ZAMMAD, 'pending reminder', 'waiting-customer'], [ZAMMAD, 'pending close', 'waiting-customer'], [ZAMMAD, 'closed', 'solved'], [ZAMMAD, 'merged', 'closed'],
    [JIRA, 'Waiting for customer', 'waiting-customer'], [JIRA, 'On hold', 'on-hold'], [JIRA, 'Closed', 'closed']
  ]
  for (const [known, raw, state] of cases) t.equal(openTable(known).table.toState(raw), state, raw)
})

t.test('the options go first', async (t) => {
  const { table } = openTable(ZENDESK, { 'With the wizard': 'on-hold', open: 'new' })
  t.same([table.toState('with the WIZARD'), table.toState('open'), table.toState('hold')], ['on-hold', 'new', 'on-hold'])
})

t.test('a word that nobody knows is in progress, and that is said once', async (t) => {
  const { table, warnings } = openTable(ZENDESK)
  t.same([table.toState('escalated'), table.toState('escalated'), table.toState('constructor')], ['in-progress', 'in-progress', 'in-progress'])
  t.equal(warnings.length, 2)
  for (let index = 0; index < 200; index++) table.toState(`word ${index}`)
  t.equal(warnings.length, 100, 'a system that makes up words does not fill the log')
  t.equal(table.toState('Escalated to tier 2', 'solved'), 'solved', 'what something else says of it goes before that')
})
