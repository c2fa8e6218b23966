import { randomInt } from 'node:crypto'
import { toE164, type LocalizedText } from '@kefuhub/contract'
import { maskUrlPassword } from '../../config/redaction.js'
import { errors } from '../../errors.js'
import type { HubClient } from '../hub-client.js'
import type { Dialogue } from './dialogue.js'
import { GuidedPhone } from './guided-phone.js'
import type { Attendant } from './phone.js'
import type { AcceptanceReport, ChannelReport } from './report.js'
import { Scene, type SceneChannel } from './scene.js'
import { Skip } from './step.js'
import { runSteps } from './steps.js'
import type { CrmSide, Systems, TicketSide } from './systems.js'
import type { AcceptanceWish } from './wish.js'

interface ListedPlugin { id: string, name: string, version: string }
interface ListedConnection { id: string, kind: 'crm' | 'erp' | 'notifier' }

/** Goes through the channels of a running hub together with a person. @throws KH_ERR_ACCEPT_CHANNEL, KH_ERR_ACCEPT_NOTHING and what the hub refuses */
export async function acceptLive (hub: HubClient, dialogue: Dialogue, wish: AcceptanceWish): Promise<AcceptanceReport> {
  const startedAt = new Date()
  const startedMs = performance.now()
  const [{ items: listed }, { items: plugins }, { items: connections }, hubVersion] = await Promise.all([
    hub.get<{ items: Array<SceneChannel & { name: string }> }>('/channels'), hub.get<{ items: ListedPlugin[] }>('/plugins'), hub.get<{ items: ListedConnection[] }>('/connections'), hub.version()
  ])
  const systems = meetSystems(connections, dialogue)
  const attendant = callAttendant(dialogue)
  const channels: ChannelReport[] = []
  for (const channel of choose(listed, wish.only)) {
    const { id, name, title } = channel
    wish.onChannel({ id, name, title })
    const scene = new Scene({ hub, channel, phone: new GuidedPhone(dialogue, channel), attendant, systems, question: wish.question, mark: String(randomInt(1000, 10_000)) })
    channels.push({ id, name, title, steps: await runSteps(scene, wish.onStep) })
  }
  return {
    mode: 'live',
    subject: maskUrlPassword(hub.url),
    hubVersion,
    startedAt,
    durationMs: Math.round(performance.now() - startedMs),
    plugins: plugins.map(({ id, name, version }) => ({ id, name, version, role: 'live' })),
    channels
  }
}

function choose<C extends { id: string }> (channels: readonly C[], only: readonly string[] | undefined): readonly C[] {
  if (channels.length === 0) throw new errors.KH_ERR_ACCEPT_NOTHING()
  const unknown = only?.find((id) => !channels.some((channel) => channel.id === id))
  if (unknown !== undefined) throw new errors.KH_ERR_ACCEPT_CHANNEL(unknown, channels.map(({ id }) => id).join(', '))
  return only === undefined ? channels : channels.filter(({ id }) => only.includes(id))
}

function callAttendant (dialogue: Dialogue): Attendant {
  return { take: async () => { dialogue.instruct('请在控制台接起这位客户的会话，并查看之前的消息', 'Take the conversation of this customer in the console, and look at the messages before') } }
}

function meetSystems (connections: readonly ListedConnection[], dialogue: Dialogue): Systems {
  return {
    async agree () {
      if (!await dialogue.confirm('将新建一张验收工单，接收这类工单的系统也会得到它，可以吗？', 'A ticket for this acceptance is made; systems that take its type get it, too. Go on?')) throw new Skip('不建工单', 'No ticket is to be made')
    },
    crms: connections.filter(({ kind }) => kind === 'crm').map(({ id }) => toCrm(id, dialogue)),
    tickets: connections.filter(({ kind }) => kind === 'erp').map(({ id }) => toTickets(id, dialogue))
  }
}

function toCrm (id: string, dialogue: Dialogue): CrmSide {
  return {
    id,
    async meet () {
      for (;;) {
        const phone = toE164(await dialogue.ask(`请输入 ${id} 里某位客户的电话号码，它将写入这位客户的资料（s 跳过）`, `Type the phone number of a customer in ${id}; it is written to this contact (s passes over)`))
        if (phone !== undefined) return { phone }
      }
    }
  }
}

const MEANINGS: Readonly<Record<string, LocalizedText>> = {
  'in-progress': { zh: '处理中', en: 'in progress' },
  'waiting-customer': { zh: '等待客户', en: 'waiting for the customer' },
  'on-hold': { zh: '挂起', en: 'on hold' },
  solved: { zh: '已解决', en: 'solved' },
  closed: { zh: '已关闭', en: 'closed' }
}

function toTickets (id: string, dialogue: Dialogue): TicketSide {
  return {
    id,
    async agree () {
      if (!await dialogue.confirm(`将在 ${id} 新建一张验收工单，可以吗？`, `A ticket for this acceptance is made in ${id}. Go on?`)) throw new Skip('不在该系统建工单', 'No ticket is to be made there')
    },
    async move ({ externalId, externalNumber = externalId, url = '' }, state) {
      const { zh, en } = MEANINGS[state] ?? { zh: state, en: state }
      dialogue.instruct(`请在 ${id} 把工单 ${externalNumber} ${url} 改为“${zh}”`, `In ${id}, set the ticket ${externalNumber} ${url} to what means '${en}'`)
    }
  }
}
