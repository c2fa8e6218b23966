import type { EventName, EventPayloads, HubEvent, Severity } from '@kefuhub/contract'
import type { NoticesConfig } from '../../config/notices-schema.js'

/** A notice in the words of one target. */
export interface NoticeWords {
  severity: Severity
  title: string
  body: string
  /** About what it is: more of the same are told together. */
  subject: string
  /** Path of a page of the console. */
  path?: string
}

interface Draft {
  severity: Severity
  subject: string
  path?: string
  title: { zh: string, en: string }
  body: { zh: string, en: string }
  /** What own templates may name, as it is. */
  values: Record<string, string>
}

type Drafter<N extends EventName> = (payload: EventPayloads[N]) => Draft

const PRIORITY_SEVERITY = { low: 'info', normal: 'info', high: 'warning', urgent: 'critical' } as const

const drafters: { [N in EventName]: Drafter<N> } = {
  'message.received': ({ message }) => aboutMessage(message.id, '收到客户消息', 'A customer wrote', message.conversation),
  'message.sent': ({ message }) => aboutMessage(message.id, '消息已发送', 'A message was sent', message.conversation),
  'message.failed': ({ message }) => ({
    ...aboutMessage(message.channel, '消息发送失败', 'A message could not be sent', message.conversation),
    severity: 'warning',
    body: { zh: `渠道 ${message.channel}：${escapeMarkdown(message.delivery?.reason ?? '')}`, en: `Channel ${message.channel}: ${escapeMarkdown(message.delivery?.reason ?? '')}` },
    values: { channel: message.channel, reason: message.delivery?.reason ?? '' }
  }),
  'conversation.started': ({ conversation }) => aboutConversation(conversation, '新会话', 'A new conversation'),
  'conversation.handed-over': ({ conversation, reason }) => ({
    ...aboutConversation(conversation, '会话等待人工', 'A conversation waits for a person'),
    severity: 'warning',
    body: { zh: `渠道 ${conversation.channel}，原因：${escapeMarkdown(reason)}`, en: `Channel ${conversation.channel}, because: ${escapeMarkdown(reason)}` },
    values: { channel: conversation.channel, reason }
  }),
  'conversation.closed': ({ conversation }) => aboutConversation(conversation, '会话已结束', 'A conversation was closed'),
  'contact.created': ({ contact }) => aboutContact(contact.id, '新客户', 'A new customer'),
  'contact.changed': ({ contact }) => aboutContact(contact.id, '客户资料有变化', 'A customer changed'),
  'ticket.created': ({ ticket }) => aboutTicket(ticket, '新工单', 'New ticket'),
  'ticket.changed': ({ ticket, changes }) => {
    const draft = aboutTicket(ticket, '工单有变化', 'Ticket changed')
    return { ...draft, values: { ...draft.values, changes: changes.join(', ') } }
  },
  'ticket.assigned': ({ ticket }) => aboutTicket(ticket, '工单已分派', 'Ticket assigned'),
  'ticket.due': ({ ticket, isOver }) => ({
    ...aboutTicket(ticket, isOver ? '工单已超时' : '工单即将超时', isOver ? 'Ticket is overdue' : 'Ticket is due soon'),
    severity: isOver ? 'critical' : 'warning'
  }),
  'alert.raised': ({ alert }) => aboutAlert(alert, '告警', 'Alert'),
  'alert.resolved': ({ alert }) => ({ ...aboutAlert(alert, '已恢复', 'Resolved'), severity: alert.severity === 'info' ? 'info' : 'warning' })
}

function aboutMessage (subject: string, zh: string, en: string, conversation: string | undefined): Draft {
  return { severity: 'info', subject, title: { zh, en }, body: { zh, en }, values: {}, ...(conversation !== undefined && { path: `/console/conversations/${encodeURIComponent(conversation)}` }) }
}

function aboutConversation ({ id, channel }: { id: string, channel: string }, zh: string, en: string): Draft {
  return {
    severity: 'info',
    subject: channel,
    path: `/console/conversations/${encodeURIComponent(id)}`,
    title: { zh, en },
    body: { zh: `渠道 ${channel}`, en: `Channel ${channel}` },
    values: { channel }
  }
}

function aboutContact (id: string, zh: string, en: string): Draft {
  return { severity: 'info', subject: id, title: { zh, en }, body: { zh, en }, values: {} }
}

function aboutTicket (ticket: EventPayloads['ticket.created']['ticket'], zh: string, en: string): Draft {
  const { id, number, subject, status, priority } = ticket
  const due = ticket.dueAt?.toISOString() ?? ''
  return {
    severity: PRIORITY_SEVERITY[priority],
    subject: id,
    path: `/console/tickets/${encodeURIComponent(id)}`,
    title: { zh: `${zh} #${number}`, en: `${en} #${number}` },
    body: { zh: `**${escapeMarkdown(subject)}**\n\n状态 ${status}，优先级 ${priority}${due === '' ? '' : `，截止 ${due}`}`, en: `**${escapeMarkdown(subject)}**\n\nstatus ${status}, priority ${priority}${due === '' ? '' : `, due ${due}`}` },
    values: { number, subject, status, priority, due }
  }
}

function aboutAlert ({ source, key, severity, title, reason }: EventPayloads['alert.raised']['alert'], zh: string, en: string): Draft {
  return {
    severity,
    subject: `${source} ${key}`,
    path: '/console/alerts',
    title: { zh: `${zh}：${title.zh}`, en: `${en}: ${title.en}` },
    body: { zh: `${escapeMarkdown(reason)}\n\n来源 ${source}`, en: `${escapeMarkdown(reason)}\n\nfrom ${source}` },
    values: { source, reason, alert: title.zh }
  }
}

/** What customers and other systems wrote is text, whatever it looks like. */
function escapeMarkdown (text: string): string { return text.replace(/[\\`*_[\]()<>#|~]/g, '\\$&') }

/** An event in the words of a target: the config's own where it has some. */
export function toWords<N extends EventName> (event: HubEvent<N>, { language, templates }: Pick<NoticesConfig, 'language' | 'templates'>): NoticeWords {
  const { severity, subject, path, title, body, values } = (drafters[event.name] as Drafter<N>)(event.payload)
  const own = Object.hasOwn(templates, event.name) ? templates[event.name] : undefined
  const fill = (template: string, write: (value: string) => string): string =>
    template.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_place, name: string) => Object.hasOwn(values, name) ? write(values[name] as string) : '')
  return {
    severity,
    subject,
    title: own?.title === undefined ? title[language] : fill(own.title, (value) => value),
    body: own?.body === undefined ? body[language] : fill(own.body, escapeMarkdown),
    ...(path !== undefined && { path })
  }
}
