import type { Rule } from './rule.js'
import { repliesOf } from './rule.js'
import { textOfReply } from './reply.js'
import { textsOfTicket } from './ticket.js'
import { ORDER_VARIABLES, PARCEL_VARIABLES, unknownVariables } from './variables.js'

/** What is wrong with a text of a rule, and where in the rule it stands. */
export interface TextMistake { path: string[], message: string }

/** The variables of a rule's texts that nobody can fill in. The rule may break its schema. */
export function textMistakes (rule: Partial<Rule>): TextMistake[] {
  const found = [...ORDER_VARIABLES, ...(rule.lookUp === 'parcels' ? PARCEL_VARIABLES : [])]
  const inReply = ['name', ...(rule.lookUp === undefined ? [] : found)]
  const inTicket = [...inReply, 'text']
  const replies = repliesOf(rule).map((reply, place) => ({ path: Array.isArray(rule.reply) ? ['reply', String(place)] : ['reply'], text: textOfReply(reply), known: inReply }))
  const without = (['notFound', 'unavailable'] as const).map((key) => ({ path: [key], text: rule[key] as unknown, known: ['name'] }))
  const { ticket } = rule
  const texts = typeof ticket === 'object' && ticket !== null ? textsOfTicket(ticket).map(({ path, text }) => ({ path: ['ticket', ...path], text: text as unknown, known: inTicket })) : []
  return [...replies, ...without, ...texts].flatMap(({ path, text, known }) =>
    unknownVariables(text, known).map((name) => ({ path, message: `unknown variable {{${name}}}; there is ${known.map((each) => `{{${each}}}`).join(', ')}` })))
}
