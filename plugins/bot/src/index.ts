import { defineFeature, type OrderBook, type TurnContext } from '@kefuhub/contract'
import { lookUp, type Found } from './look-up.js'
import { Matcher, textOf } from './matcher.js'
import { options } from './options.js'
import { toContent } from './reply.js'
import { repliesOf, type ReplySource, type Rule } from './rule.js'
import { readRules } from './rules-file.js'
import { toTicket } from './ticket.js'

/** The bot: answers by rules what it can, also about orders, opens tickets, and leaves the rest to a human. */
export default defineFeature({
  name: 'bot',
  contract: '^1',
  title: { zh: '机器人', en: 'Bot' },
  icon: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1677ff" stroke-width="2"><rect x="4" y="8" width="16" height="11" rx="3"/><path d="M12 8V4M9 13v1M15 13v1"/></svg>',
  options,
  async setup (hub, { rules: file }) {
    const rules = await readRules(hub.resolvePath(file))
    const matcher = new Matcher(rules)
    hub.onTurn('answer', async (turn) => { await answer(turn, matcher, hub.orders) })
    hub.log.info({ rules: rules.length }, 'rules read')
    return {}
  }
})

async function answer (turn: TurnContext, matcher: Matcher, orders: OrderBook): Promise<void> {
  if (turn.conversation.state !== 'bot' || turn.answered) return
  const { content } = turn.message
  const rule = matcher.match(content)
  if (rule === undefined) {
    // An event asks for nothing: a customer who opened a page needs no human. A form became a ticket.
    if (content.type !== 'event' && content.type !== 'form') turn.handOver('no rule')
    return
  }
  turn.log.debug({ rule: rule.id }, 'a rule answers')
  const text = textOf(content)
  const found: Found = rule.lookUp === undefined ? { state: 'found', values: {} } : await lookUp(rule.lookUp, orders, turn, text)
  const values = { name: turn.contact.name, ...(found.state === 'found' && found.values) }
  for (const reply of repliesTo(rule, found.state)) turn.reply(toContent(reply, values))
  if (rule.ticket !== undefined) turn.openTicket(toTicket(rule.ticket, { ...values, text }))
  for (const tag of rule.tags ?? []) turn.tag(tag)
  // The first reason counts.
  if (found.state === 'away') turn.handOver(`rule ${rule.id}: a system with orders does not answer`)
  if (found.state === 'none' && rule.notFound === undefined) turn.handOver(`rule ${rule.id}: no such order of this customer`)
  if (rule.handOver !== undefined) turn.handOver(rule.handOver === true ? `rule ${rule.id}` : rule.handOver)
}

function repliesTo (rule: Rule, state: Found['state']): ReplySource[] {
  if (state === 'found') return repliesOf(rule)
  const text = state === 'none' ? rule.notFound : rule.unavailable
  return text === undefined ? [] : [text]
}
