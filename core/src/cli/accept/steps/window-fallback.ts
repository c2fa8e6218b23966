import type { LocalizedText, MessageView } from '@kefuhub/contract'
import { writtenBy, type Scene } from '../scene.js'
import { Shortfall, Skip, type Step } from '../step.js'
import { planWord, type WordPlan } from '../ticket-plan.js'
import { createTicket, listTicketTypes, untoldIn, type TrialTicket } from '../trial-ticket.js'
import { planWindowEnd, reopenWindow } from '../window.js'

/** What came of telling the customer: a message that got out, or what agents read because none did. */
type Outcome = { word: MessageView } | { untold: string, refused?: MessageView }

const OUT: ReadonlySet<string> = new Set(['sent', 'delivered', 'read'])

/** The window is closed and a ticket moves on: the customer gets a template message, and where the channel has none agents see that nobody was told. */
export const windowFallback: Step = {
  id: 'window-fallback',
  title: { zh: '回复窗口关闭后改用模板消息告知工单进展', en: 'With the window closed, progress is told by a template message' },
  async run (scene) {
    const { id: channel, capabilities: { out } } = scene.channel
    const { end } = await planWindowEnd(scene)
    const planned = planWord(await listTicketTypes(scene), channel)
    if (planned === undefined) {
      const more = out.template === undefined ? { zh: '', en: '' } : { zh: `，及其 templates.${channel}`, en: `, and templates.${channel} in it` }
      throw new Skip(`配置里没有状态会通知客户：请添加 tickets.types[].statuses[].tell${more.zh}`, `No status of the config tells customers: add tickets.types[].statuses[].tell${more.en}`)
    }
    const plan = { ...planned, hasTemplate: planned.hasTemplate && out.template !== undefined }
    await scene.systems.agree?.()
    await end()
    try {
      return await judge(scene, plan, await move(scene, plan))
    } finally {
      // Whatever came of it, the steps after this one need an open window.
      await reopenWindow(scene)
    }
  }
}

/** Takes a new ticket along its way. @returns what came of telling its last status */
async function move (scene: Scene, { way, ...plan }: WordPlan): Promise<{ ticket: TrialTicket, outcome: Outcome }> {
  const ticket = await createTicket(scene, plan)
  const seen = new Set<string>()
  let outcome: Outcome | undefined
  for (const [index, { id: status, tellsCustomer }] of way.entries()) {
    if (index > 0) await scene.hub.patch(`/tickets/${ticket.id}`, { status })
    // What is told of one status is not to be taken for what is told of the next.
    if (tellsCustomer) outcome = await waitForOutcome(scene, ticket.id, seen)
  }
  if (outcome === undefined) throw new Shortfall('没有给客户发出进展通知，客服也没有得知', 'No word was sent to the customer, and agents were not told so')
  return { ticket, outcome }
}

async function waitForOutcome (scene: Scene, ticket: string, seen: Set<string>): Promise<Outcome | undefined> {
  return await scene.waitForHub(async () => {
    const untold = untoldIn(await scene.hub.get<TrialTicket>(`/tickets/${ticket}`)).find(({ id }) => !seen.has(id))
    const words = writtenBy(await scene.messages(), 'system', seen).filter(({ author }) => author?.id === `ticket:${ticket}`)
    const word = words.find(({ delivery }) => OUT.has(delivery?.state ?? ''))
    if (word === undefined && untold === undefined) return undefined
    for (const { id } of [...words, ...untold === undefined ? [] : [untold]]) seen.add(id)
    if (word !== undefined) return { word }
    const refused = words.find(({ content }) => content.type === 'template')
    return { untold: untold?.text ?? '', ...(refused !== undefined && { refused }) }
  })
}

async function judge (scene: Scene, { way, hasTemplate }: WordPlan, { ticket: { number }, outcome }: { ticket: TrialTicket, outcome: Outcome }): Promise<LocalizedText> {
  const title = way.at(-1)?.title ?? { zh: '', en: '' }
  if ('word' in outcome) {
    const { word } = outcome
    if (word.content.type !== 'template') throw new Shortfall('窗口已关闭，发出的却不是模板消息', 'The window is closed, and what was sent is no template message')
    await scene.insistOnTemplate(word, word.content)
    const values = Object.values(word.content.values).join(' · ')
    return { zh: `#${number} 已是“${title.zh}”，客户收到模板消息“${values}”`, en: `#${number} is '${title.en}' now; the customer got a template message: '${values}'` }
  }
  const { untold, refused } = outcome
  if (hasTemplate) {
    const reason = refused?.delivery?.reason ?? untold
    throw new Shortfall(`模板消息没有发出：${reason}`, `The template message was not sent: ${reason}`)
  }
  if (!untold.includes(title.en)) throw new Shortfall(`客服看到的是：${untold}`, `Agents read something else: ${untold}`)
  const { id: channel, capabilities: { out } } = scene.channel
  const cause = out.template === undefined
    ? { zh: '该渠道不能发送模板消息', en: 'The channel has no template messages' }
    : { zh: `配置里没有该渠道的模板（tickets.types[].statuses[].tell.templates.${channel}）`, en: `The config names no template for the channel (tickets.types[].statuses[].tell.templates.${channel})` }
  return { zh: `${cause.zh}；客服在工单 #${number} 看到：${untold}`, en: `${cause.en}; agents read in ticket #${number}: ${untold}` }
}
