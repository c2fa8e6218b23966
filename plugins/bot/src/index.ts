import { defineFeature, type TurnContext } from '@kefuhub/contract'
import { Matcher } from './matcher.js'
import { options } from './options.js'
import { toContent } from './reply.js'
import { repliesOf } from './rule.js'
import { readRules } from './rules-file.js'

/** The bot: answers by rules what it can, and leaves the rest to a human. */
export default defineFeature({
  name: 'bot',
  contract: '^1',
  title: { zh: '机器人', en: 'Bot' },
  icon: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1677ff" stroke-width="2"><rect x="4" y="8" width="16" height="11" rx="3"/><path d="M12 8V4M9 13v1M15 13v1"/></svg>',
  options,
  async setup (hub, { rules: file }) {
    const rules = await readRules(hub.resolvePath(file))
    const matcher = new Matcher(rules)
    hub.onTurn('answer', (turn) => { answer(turn, matcher) })
    hub.log.info({ rules: rules.length }, 'rules read')
    return {}
  }
})

function answer (turn: TurnContext, matcher: Matcher): void {
  if (turn.conversation.state !== 'bot' || turn.answered) return
  const { content } = turn.message
  const rule = matcher.match(content)
  if (rule === undefined) {
    // An event asks for nothing: a customer who opened a page needs no human.
    if (content.type !== 'event') turn.handOver('no rule')
    return
  }
  turn.log.debug({ rule: rule.id }, 'a rule answers')
  for (const reply of repliesOf(rule)) turn.reply(toContent(reply, turn.contact))
  for (const tag of rule.tags ?? []) turn.tag(tag)
  if (rule.handOver !== undefined) turn.handOver(rule.handOver === true ? `rule ${rule.id}` : rule.handOver)
}
