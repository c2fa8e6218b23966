import type { LocalizedText, MessageView, TicketCopy } from '@kefuhub/contract'
import { writtenBy, type Scene } from '../scene.js'
import { Shortfall, Skip, type Step } from '../step.js'
import type { TicketSide } from '../systems.js'
import { planTicket, type TicketPlan } from '../ticket-plan.js'
import { createTicket, listTicketTypes, untoldIn, type TrialTicket } from '../trial-ticket.js'

/** A ticket that stands in a target by now. */
interface Exported { side: TicketSide, plan: TicketPlan, ticket: TrialTicket, copy: TicketCopy }

/** The steps about tickets: one makes them and the other follows them, so they share what was made. */
export function ticketSteps (): Step[] {
  const made: Exported[] = []
  return [
    {
      id: 'ticket',
      title: { zh: '工单导出到外部系统', en: 'A ticket is exported' },
      async run (scene) {
        const { systems: { tickets } } = scene
        if (tickets.length === 0) throw new Skip('没有配置接收工单的系统', 'No system that takes tickets is configured')
        for (const side of tickets) made.push(await exportTicket(scene, side))
        const list = made.map(({ side, ticket, copy }) => `#${ticket.number} → ${side.id} ${copy.externalNumber ?? copy.externalId}`).join(', ')
        return { zh: list, en: list }
      }
    },
    {
      id: 'ticket-progress',
      title: { zh: '工单进展告知客户', en: "The customer is told of a ticket's progress" },
      async run (scene) {
        if (made.length === 0) throw new Skip('没有导出的工单', 'No ticket was exported')
        const told: LocalizedText[] = []
        for (const one of made) told.push(await follow(scene, one))
        if (!made.some(({ plan }) => plan.isTold)) throw new Skip('状态已回传；配置里没有状态会通知客户（tickets.types[].statuses[].tell）', 'The status came back; no status of the config tells customers (tickets.types[].statuses[].tell)')
        return { zh: told.map(({ zh }) => zh).join('；'), en: told.map(({ en }) => en).join('; ') }
      }
    }
  ]
}

async function exportTicket (scene: Scene, side: TicketSide): Promise<Exported> {
  const { hub } = scene
  const types = await listTicketTypes(scene)
  await side.agree?.()
  const plan = planTicket(types, side)
  if (plan === undefined) throw new Shortfall(`没有工单类型会导出到 ${side.id}`, `No type of ticket goes to ${side.id}`)
  const { id } = await createTicket(scene, plan)
  if (plan.goesAt !== undefined) await hub.patch(`/tickets/${id}`, { status: plan.goesAt })
  const done = await scene.waitForHub(async () => {
    const ticket = await hub.get<TrialTicket>(`/tickets/${id}`)
    const state = ticket.exports.find(({ target }) => target === side.id)
    if (state?.state === 'failed') throw new Shortfall(`${side.id} 拒绝了工单：${state.reason ?? state.code ?? ''}`, `${side.id} refused the ticket: ${state.reason ?? state.code ?? ''}`)
    const copy = ticket.copies.find(({ target }) => target === side.id)
    return state?.state === 'done' && copy !== undefined ? { side, plan, ticket, copy } : undefined
  })
  if (done === undefined) throw new Shortfall(`工单没有到达 ${side.id}`, `The ticket did not get to ${side.id}`)
  if (side.has?.(done.copy.externalId) === false) throw new Shortfall(`${side.id} 里没有工单 ${done.copy.externalId}`, `${side.id} has no ticket ${done.copy.externalId}`)
  return done
}

/** Somebody moves it there: the hub hears of it, and the customer does where the config says so. */
async function follow (scene: Scene, { side, plan, ticket, copy }: Exported): Promise<LocalizedText> {
  const before = new Set((await scene.messages()).map(({ id }) => id))
  await side.move(copy, plan.state)
  const moved = await scene.wait(async () => {
    const now = await scene.hub.get<TrialTicket>(`/tickets/${ticket.id}`)
    return now.status === ticket.status ? undefined : now
  }, Math.max(scene.phone.patienceMs, POLL_MS))
  if (moved === undefined) throw new Shortfall(`${side.id} 里的状态变化没有回传`, `The change of status in ${side.id} did not come back`)
  const status = plan.type.statuses.find(({ id }) => id === moved.status)
  const way = { zh: `#${ticket.number} 已是“${status?.title.zh ?? moved.status}”`, en: `#${ticket.number} is '${status?.title.en ?? moved.status}' now` }
  if (status?.tellsCustomer !== true) return way
  const word = await scene.waitForHub(async () => {
    const [untold] = untoldIn(await scene.hub.get<TrialTicket>(`/tickets/${ticket.id}`))
    if (untold !== undefined) throw new Shortfall(untold.text, untold.text)
    return writtenBy(await scene.messages(), 'system', before).find(({ author }) => author?.id === `ticket:${ticket.id}`)
  })
  if (word === undefined) throw new Shortfall('没有给客户发出进展通知', 'No word was sent to the customer')
  const text = await see(scene, word)
  return { zh: `${way.zh}，客户看到“${text}”`, en: `${way.en}; the customer reads '${text}'` }
}

/** Some systems are asked only now and then. */
const POLL_MS = 30_000

async function see (scene: Scene, word: MessageView): Promise<string> {
  const sent = await scene.settled(word.id)
  const text = 'text' in sent.content ? sent.content.text ?? '' : ''
  if (sent.content.type === 'template') await scene.insistOnTemplate(sent, sent.content)
  else await scene.insistOnShown(sent, text)
  return text
}
