import type { TicketRow, TicketView } from '@kefuhub/contract'
import type { Column, Manner, Value } from './column.js'
import { ACTOR_WORDS, COMMENT_WORDS, PRIORITY_WORDS, STATE_WORDS } from './words.js'

/**
 * The version of the columns, told in the manifest. It grows when a column changes its name or meaning or goes away;
 * a new column at the end is no new version.
 */
export const SCHEMA_VERSION = 1

const of = (name: string, zh: string, en: string, value: (row: TicketRow) => Value, words?: Column['words']): Column =>
  ({ name, heading: { zh, en }, value, ...(words && { words }) })
const inTicket = <K extends keyof TicketView>(name: K & string, zh: string, en: string): Column =>
  of(name, zh, en, ({ ticket }) => ticket[name] as Value)

/** The columns that every ticket has, in the order of the files. */
export const FIXED_COLUMNS: readonly Column[] = [
  inTicket('number', '工单号', 'Number'),
  inTicket('id', '工单 ID', 'ID'),
  of('type', '类型', 'Type', ({ ticket }) => ticket.type, ({ ticket }, { language, types }) => types.get(ticket.type)?.[language] ?? ticket.type),
  inTicket('subject', '主题', 'Subject'),
  inTicket('description', '描述', 'Description'),
  inTicket('status', '状态', 'Status'),
  of('state', '进度', 'State', ({ ticket }) => ticket.state, ({ ticket }, { language }) => STATE_WORDS[ticket.state][language]),
  of('priority', '优先级', 'Priority', ({ ticket }) => ticket.priority, ({ ticket }, { language }) => PRIORITY_WORDS[ticket.priority][language]),
  inTicket('createdAt', '创建时间', 'Created'),
  inTicket('changedAt', '更新时间', 'Changed'),
  inTicket('dueAt', '截止时间', 'Due'),
  inTicket('settledAt', '解决时间', 'Settled'),
  inTicket('group', '技能组', 'Group'),
  inTicket('assignee', '负责客服', 'Assignee'),
  of('createdBy', '创建者', 'Created by', ({ ticket: { createdBy: { kind, id, name } } }) => ({ kind, id, name }),
    ({ ticket: { createdBy } }, { language }) => `${ACTOR_WORDS[createdBy.kind][language]}: ${createdBy.name ?? createdBy.id}`),
  inTicket('contact', '客户 ID', 'Customer ID'),
  of('contactName', '客户', 'Customer', ({ contact }) => contact.name),
  of('contactPhone', '客户电话', 'Phone', ({ contact }) => contact.phone),
  of('contactEmail', '客户邮箱', 'E-mail', ({ contact }) => contact.email),
  inTicket('conversation', '会话 ID', 'Conversation ID'),
  of('orderNumber', '订单号', 'Order number', ({ ticket }) => ticket.order?.number),
  of('orderSource', '订单来源', 'Order source', ({ ticket }) => ticket.order?.source),
  of('copies', '外部工单', 'In other systems',
    ({ ticket }) => ticket.copies.map(({ target, externalId, externalNumber, url, status, changedAt }) => ({ target, externalId, externalNumber, url, status, changedAt })),
    ({ ticket }) => ticket.copies.map(({ target, externalId, externalNumber, status }) => `${target}: ${externalNumber ?? externalId} (${status})`).join('\n'))
]

/** The last column, where it is wanted. */
export const COMMENTS_COLUMN: Column = of('comments', '评论', 'Comments',
  ({ comments }) => comments.map(({ id, at, by, text, isPublic }) => ({ id, at, by: { kind: by.kind, id: by.id, name: by.name }, text, isPublic })),
  ({ comments }, manner) => comments.map((comment) => wordsOf(comment, manner)).join('\n'))

function wordsOf ({ at, by, text, isPublic }: TicketRow['comments'][number], { language, time }: Manner): string {
  return `${time.text(at)} ${by.name ?? by.id} (${COMMENT_WORDS[isPublic ? 'public' : 'internal'][language]}): ${text}`
}
