import type { Content, MessageView } from '@kefuhub/contract'
import t from 'tap'
import type { Phone } from '../../../src/cli/accept/phone.js'
import { Scene } from '../../../src/cli/accept/scene.js'
import { runStep, type Step, type StepResult } from '../../../src/cli/accept/step.js'
import { agentReply } from '../../../src/cli/accept/steps/agent-reply.js'
import { botAnswer } from '../../../src/cli/accept/steps/bot-answer.js'
import { fileStep } from '../../../src/cli/accept/steps/file.js'
import { firstMessage } from '../../../src/cli/accept/steps/first-message.js'
import { handOver } from '../../../src/cli/accept/steps/hand-over.js'
import { replyWindow } from '../../../src/cli/accept/steps/reply-window.js'
import { text } from '../../../src/cli/accept/steps/text.js'
import { windowFallback } from '../../../src/cli/accept/steps/window-fallback.js'
import type { TicketTypeView } from '../../../src/cli/accept/ticket-plan.js'
import type { HubClient } from '../../../src/cli/hub-client.js'

type Delivery = MessageView['delivery']

/** What is wrong with a hub or a phone, for the steps to notice. */
interface Wrong {
  /** What the hub makes of a text on its way. */
  garble?: (text: string) => string
  file?: Buffer
  mediaState?: 'stored' | 'failed'
  delivery?: Delivery
  isShown?: boolean
  externalId?: string
  name?: string
  state?: string
  handOverReason?: string
  /** The bot answers whatever is written. */
  isChatty?: boolean
  isWindowOpen?: boolean
  types?: TicketTypeView[]
  /** How each status is told with the window closed: the kinds of message that are sent or refused, or a comment. */
  told?: Record<string, Array<'text' | 'template' | 'no text' | 'no template' | 'comment'>>
  isTemplateShown?: boolean
  /** The channel cannot send them. */
  hasNoTemplates?: boolean
}

const title = { zh: '一', en: 'one' }
/** A ticket's way, of which a channel tells by a template at its end. */
const TYPE: TicketTypeView = {
  id: 'refund',
  title,
  fields: [],
  statuses: [
    { id: 'new', title: { zh: '新', en: 'New' }, state: 'new', tellsCustomer: true, templates: [], next: ['done'] },
    { id: 'done', title: { zh: '完成', en: 'Done' }, state: 'solved', tellsCustomer: true, templates: ['shop'] }
  ]
}
const WITHOUT: TicketTypeView = { ...TYPE, statuses: TYPE.statuses.map((status) => ({ ...status, templates: [] })) }

/** A scene on a hub of a few lines. */
function setScene (wrong: Wrong = {}, hasWindow = true): Scene {
  const messages: MessageView[] = []
  const conversation = { id: 'c', channel: 'shop', contact: 'k', state: wrong.state ?? 'waiting', lastMessageAt: '', handOverReason: wrong.handOverReason } as Record<string, unknown>
  const add = (direction: 'in' | 'out', content: Content, more: object = {}): MessageView => {
    const message = { id: String(messages.length + 1), channel: 'shop', thread: 't', direction, at: new Date(), content, ...more } as MessageView
    messages.push(message)
    conversation['lastMessageAt'] = message.id
    return message
  }
  const arrive = (content: Content): void => {
    add('in', content)
    isClosed = false
    if (wrong.isChatty === true) add('out', { type: 'text', text: 'bot' }, { author: { kind: 'bot', id: 'bot' }, delivery: { state: 'sent', attempts: 1 } })
  }
  const ticket = { id: 't1', number: '1001', comments: [] as object[] }
  let isClosed = false
  const tell = (status: string, en: string): void => {
    for (const way of wrong.told?.[status] ?? []) {
      if (way === 'comment') ticket.comments.push({ id: `untold:${status}`, by: { kind: 'system', id: 'hub' }, text: `could not be told "${en}"` })
      else {
        const content: Content = way.endsWith('template') ? { type: 'template', template: 'T', text: 'x', values: { thing1: '1001' } } : { type: 'text', text: 'x' }
        add('out', content, { author: { kind: 'system', id: 'ticket:t1' }, delivery: way.startsWith('no ') ? { state: 'failed', attempts: 1, reason: 'not approved' } : { state: 'sent', attempts: 1 } })
      }
    }
  }
  const answers: Record<string, (path: string) => unknown> = {
    '/ticket-types': () => ({ items: wrong.types ?? [TYPE] }),
    '/tickets/t1': () => ticket,
    '/conversations?': () => ({ items: [{ ...conversation }] }),
    '/conversations/c/context': () => ({ window: { isOpen: wrong.isWindowOpen ?? !isClosed, remaining: 5, reopens: hasWindow ? [{ zh: '来信', en: 'a message' }] : [] } }),
    '/conversations/c': () => ({ ...conversation }),
    '/contacts/k': () => ({ id: 'k', name: wrong.name ?? '李', identities: [{ channel: 'shop', externalId: wrong.externalId ?? 'x', name: '李' }] }),
    '/messages/': (path) => messages.find(({ id }) => id === path.slice('/messages/'.length))
  }
  const makeTicket = (): object => {
    tell('new', 'New')
    return ticket
  }
  const hub = {
    get: async (path: string) => structuredClone(Object.entries(answers).find(([start]) => path.startsWith(start))?.[1](path)),
    post: async (path: string, body: { content: Content }) => path === '/tickets' ? makeTicket() : ({ items: [add('out', body.content, { author: { kind: 'agent', id: 'a' }, delivery: wrong.delivery ?? { state: 'sent', attempts: 1 } })] }),
    patch: async (path: string, { status = '' }: { status?: string }) => { if (path === '/tickets/t1') tell(status, 'Done') },
    messages: async () => [...messages],
    file: async () => wrong.file ?? Buffer.from('file')
  } as unknown as HubClient
  const garble = wrong.garble ?? ((written: string) => written)
  const phone: Phone = {
    holder: { id: 'x', name: '李' },
    patienceMs: 0,
    lookEveryMs: 1,
    greet: async (written) => { arrive({ type: 'text', text: garble(written) }); return (arrived) => arrived === written },
    say: async (written) => { arrive({ type: 'text', text: garble(written) }); return { isSame: async (arrived) => arrived === written } },
    send: async (kind) => { arrive({ type: kind, media: { state: wrong.mediaState ?? 'stored', mimeType: 'x/y', error: 'gone' } }); return { isSame: async (arrived) => arrived.equals(Buffer.from('file')) } },
    shows: async () => wrong.isShown ?? true,
    showsTemplate: async (values) => (wrong.isTemplateShown ?? true) && values.join() === '1001',
    endWindow: () => { isClosed = true }
  }
  const scene = new Scene({
    hub,
    phone,
    channel: { id: 'shop', title: { zh: '店', en: 'Shop' }, capabilities: { in: { image: {} }, out: wrong.hasNoTemplates === true ? {} : { template: {} } } },
    attendant: { take: async () => { Object.assign(conversation, { state: 'open', assignee: 'a' }) } },
    systems: { crms: [], tickets: [] },
    question: '你好',
    mark: 'm'
  })
  return scene
}

async function run (step: Step, wrong?: Wrong, hasWindow?: boolean): Promise<StepResult> {
  const scene = setScene(wrong, hasWindow)
  const first = await runStep(firstMessage, scene)
  scene.hasBot = true
  return step === firstMessage ? first : await runStep(step, scene)
}

t.test('a hub that does everything right passes', async (t) => {
  for (const step of [firstMessage, handOver, agentReply, text, fileStep('image')]) t.match(await run(step), { state: 'passed' }, step.id)
  t.match(await run(botAnswer, { isChatty: true }), { state: 'passed' })
})

t.test('the first message has to arrive, and to be of who wrote it', async (t) => {
  t.match(await run(firstMessage, { garble: () => 'other' }), { state: 'failed', reason: { en: 'The first message did not arrive' } })
  t.match(await run(firstMessage, { externalId: 'other' }), { state: 'failed', reason: { en: /does not have the identity/ } })
  t.match(await run(text, { garble: () => 'other' }), { state: 'skipped', reason: { en: /first message did not arrive/ } }, 'nothing goes on without it')
})

t.test('what was changed on the way is noticed', async (t) => {
  const scene = setScene({ garble: (written) => written.replace('\n', ' ') })
  await runStep(firstMessage, scene)
  t.match(await runStep(text, scene), { state: 'failed', reason: { en: /Another text arrived/ } })
  t.match(await run(fileStep('image'), { file: Buffer.from('fil') }), { state: 'failed', reason: { en: /3 bytes\) is not what was sent/ } })
  t.match(await run(fileStep('image'), { mediaState: 'failed' }), { state: 'failed', reason: { en: 'The file was not fetched: gone' } })
  t.match(await run(fileStep('voice')), { state: 'skipped' }, 'the channel has none')
})

t.test('an answer has to be on the phone', async (t) => {
  t.match(await run(agentReply, { isShown: false }), { state: 'failed', reason: { en: 'The message did not come to the phone' } })
  t.match(await run(agentReply, { delivery: { state: 'dead', attempts: 9, reason: 'no rights' } }), { state: 'failed', reason: { en: 'The platform did not take the message: no rights' } })
  t.match(await run(botAnswer, { isChatty: true, isShown: false }), { state: 'failed' })
  t.match(await run(botAnswer, { handOverReason: 'no rule' }), { state: 'failed', reason: { en: /handed over \(no rule\)/ } })
  t.match(await run(botAnswer), { state: 'skipped', reason: { en: 'No bot is configured' } })
})

t.test('a bot has to hand over, and to fall silent then', async (t) => {
  t.match(await run(handOver, { state: 'bot' }), { state: 'failed', reason: { en: /the bot did not hand over/ } })
  t.match(await run(handOver, { isChatty: true }), { state: 'failed', reason: { en: /still answers after an agent/ } })
})

t.test('the end of the reply window has to show', async (t) => {
  const refused: Delivery = { state: 'failed', attempts: 0, code: 'KH_ERR_DELIVERY_WINDOW_CLOSED' }
  t.match(await run(replyWindow, {}, false), { state: 'skipped', reason: { en: 'One may write at any time here' } })
  t.match(await run(replyWindow), { state: 'failed', reason: { en: 'After the end of the window the message is sent' } })
  t.match(await run(replyWindow, { delivery: { ...refused, code: 'KH_ERR_OTHER' } as Delivery }), { state: 'failed', reason: { en: 'After the end of the window the message is failed' } })
})

t.test('with the window closed a template has to get there, and without one agents have to see that nobody was told', async (t) => {
  const told = { new: ['no text', 'comment'], done: ['template'] } satisfies Wrong['told']
  t.match(await run(windowFallback, { told }), { state: 'passed', reason: { en: "#1001 is 'Done' now; the customer got a template message: '1001'" } })
  t.match(await run(windowFallback, { told, isTemplateShown: false }), { state: 'failed', reason: { en: 'The template message did not come to the phone' } })
  t.match(await run(windowFallback, { told: { ...told, done: ['text'] } }), { state: 'failed', reason: { en: /what was sent is no template message/ } })
  t.match(await run(windowFallback, { told: { ...told, done: ['no template', 'comment'] } }), { state: 'failed', reason: { en: 'The template message was not sent: not approved' } })
  t.match(await run(windowFallback, { told: { ...told, done: ['comment'] } }), { state: 'failed', reason: { en: 'The template message was not sent: could not be told "Done"' } })

  const none = { types: [WITHOUT], told: { new: ['comment'] } } satisfies Wrong
  t.match(await run(windowFallback, none), { state: 'passed', reason: { en: /tell\.templates\.shop\); agents read in ticket #1001: could not be told "New"/ } })
  t.match(await run(windowFallback, { ...none, hasNoTemplates: true }), { state: 'passed', reason: { en: /^The channel has no template messages; agents read/ } })
  t.match(await run(windowFallback, { told: { ...told, done: ['comment'] }, hasNoTemplates: true }), { state: 'passed' }, 'what the config names and the channel cannot do is no way')
  t.match(await run(windowFallback, { types: [], hasNoTemplates: true }), { state: 'skipped', reason: { en: /statuses\[\]\.tell$/ } })
  t.match(await run(windowFallback, { ...none, told: { new: ['text'] } }), { state: 'failed', reason: { en: /no template message/ } })
  t.match(await run(windowFallback, { types: [] }), { state: 'skipped', reason: { en: /add tickets\.types\[\]\.statuses\[\]\.tell, and templates\.shop in it/ } })
  t.match(await run(windowFallback, {}, false), { state: 'skipped', reason: { en: 'One may write at any time here' } })
  for (const wrong of [{ told }, { told, isTemplateShown: false }]) {
    const scene = setScene(wrong)
    await runStep(firstMessage, scene)
    await runStep(windowFallback, scene)
    t.match(await scene.hub.get('/conversations/c/context'), { window: { isOpen: true } }, 'the steps after it find it open')
  }
})
