import { LocalizedText, TICKET_PRIORITIES, TICKET_STATES, Type, type FieldValue } from '@kefuhub/contract'
import { named, pageQuery, Timestamp } from '../shape.js'

/** The value of a field of the operator's own. */
export const FieldValueSchema = Type.Unsafe<FieldValue>({ type: ['string', 'number', 'boolean', 'null'], maxLength: 10_000 })
const Fields = Type.Record(Type.String({ maxLength: 64 }), FieldValueSchema, { description: "By the names of the type's fields" })
const State = Type.Enum([...TICKET_STATES], { description: 'The same for every type' })
const Priority = Type.Enum([...TICKET_PRIORITIES])
const id = Type.String({ minLength: 1, maxLength: 128 })

/** Who did something with a ticket. */
const Actor = Type.Object({
  kind: Type.Enum(['agent', 'rule', 'customer', 'system']),
  id: Type.String(),
  name: Type.Optional(Type.String())
}, { additionalProperties: false })

const Order = Type.Object({
  source: Type.String({ minLength: 1, maxLength: 64, description: 'Id of the plugin' }),
  id: Type.String({ minLength: 1, maxLength: 256 }),
  number: Type.String({ minLength: 1, maxLength: 256 })
}, { additionalProperties: false })

const Copy = Type.Object({
  target: Type.String({ description: 'Id of the plugin' }),
  externalId: Type.String(),
  externalNumber: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  status: Type.String({ description: "The other system's own word" }),
  changedAt: Timestamp
}, { additionalProperties: false })

const File = Type.Object({
  mediaId: Type.String({ minLength: 1, maxLength: 128, description: 'As an upload gave it' }),
  name: Type.String({ minLength: 1, maxLength: 255 }),
  mimeType: Type.String({ maxLength: 127 }),
  bytes: Type.Integer({ minimum: 0 })
}, { additionalProperties: false })

const base = {
  id: Type.String(),
  number: Type.String({ description: 'Shown to people; also found by it' }),
  type: Type.String(),
  subject: Type.String(),
  description: Type.String(),
  status: Type.String({ description: "One of its type's" }),
  state: State,
  priority: Priority,
  fields: Fields,
  contact: Type.Optional(Type.String()),
  conversation: Type.Optional(Type.String()),
  messages: Type.Array(Type.String()),
  order: Type.Optional(Order),
  group: Type.Optional(Type.String()),
  assignee: Type.Optional(Type.String()),
  dueAt: Type.Optional(Timestamp),
  createdBy: Actor,
  createdAt: Timestamp,
  changedAt: Timestamp,
  settledAt: Type.Optional(Timestamp),
  copies: Type.Array(Copy, { description: 'Where else it is' })
}

/** A matter that somebody looks after until it is settled. */
export const TicketSchema = Type.Object(base, { $id: 'Ticket', additionalProperties: false, description: 'A matter that somebody looks after until it is settled' })

/** What somebody wrote on a ticket. */
export const TicketCommentSchema = Type.Object({
  id: Type.String(),
  at: Timestamp,
  by: Actor,
  text: Type.String(),
  isPublic: Type.Boolean({ description: 'Goes to other systems as something that the customer may see' }),
  files: Type.Array(File)
}, { $id: 'TicketComment', additionalProperties: false, description: 'What somebody wrote on a ticket' })

const Step = Type.Object({
  at: Timestamp,
  by: Actor,
  changes: Type.Array(Type.Object({ part: Type.String(), from: Type.Optional(Type.String()), to: Type.Optional(Type.String()) }, { additionalProperties: false }), { description: 'Empty: it was created' })
}, { additionalProperties: false })

const ExportState = Type.Object({
  target: Type.String({ description: 'Id of the plugin' }),
  state: Type.Enum(['waiting', 'done', 'failed'], { description: '`waiting`: it is not there yet, or is about to be tried again' }),
  exportedAt: Type.Optional(Timestamp),
  code: Type.Optional(Type.String({ description: 'Of the failure' })),
  reason: Type.Optional(Type.String({ description: 'The same for people' }))
}, { additionalProperties: false })

/** A ticket with everything about it. */
export const TicketDetailSchema = Type.Object({
  ...base,
  revision: Type.Integer({ description: 'Grows with every change' }),
  files: Type.Array(File),
  history: Type.Array(Step, { description: 'The latest 500 steps, oldest first' }),
  comments: Type.Array(named(TicketCommentSchema), { description: 'Oldest first' }),
  exports: Type.Array(ExportState, { description: 'How far it is in each other system' }),
  contactName: Type.Optional(Type.String())
}, { $id: 'TicketDetail', additionalProperties: false, description: 'A ticket with everything about it' })

/** Which tickets to list. */
export const TicketListQuery = Type.Object({
  ...pageQuery,
  view: Type.Optional(Type.Enum(['mine', 'open'], { description: '`mine`: those of the caller that are open. `open`: neither solved nor closed' })),
  state: Type.Optional(State),
  type: Type.Optional(id),
  contact: Type.Optional(id),
  conversation: Type.Optional(id),
  assignee: Type.Optional(id),
  group: Type.Optional(id),
  dueBefore: Type.Optional(Type.String({ format: 'date-time', description: 'Open ones whose time is over before this, the most urgent first' }))
}, { additionalProperties: false })

/** The path of a file of a ticket. */
export const TicketFileParams = Type.Object({ id, file: Type.String({ minLength: 1, maxLength: 128, description: 'Its `mediaId`' }) }, { additionalProperties: false })

/** The path of a ticket's way into another system. */
export const TicketExportParams = Type.Object({ id, target: Type.String({ minLength: 1, maxLength: 64, description: 'Id of the plugin' }) }, { additionalProperties: false })

const editable = {
  subject: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
  description: Type.String({ maxLength: 20_000 }),
  fields: Fields,
  priority: Priority,
  contact: id,
  order: Order,
  group: id,
  assignee: id,
  dueAt: Type.String({ format: 'date-time' })
}
const orNothing = <S extends typeof Order | typeof id> (schema: S) => Type.Union([schema, Type.Null()])

/** A ticket that somebody wants. */
export const NewTicketSchema = Type.Object({
  type: id,
  subject: editable.subject,
  description: Type.Optional(editable.description),
  fields: Type.Optional(editable.fields),
  priority: Type.Optional(editable.priority),
  contact: Type.Optional(id),
  conversation: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: 'Its contact is the one of the ticket, where none is given' })),
  messages: Type.Optional(Type.Array(id, { maxItems: 100 })),
  files: Type.Optional(Type.Array(File, { maxItems: 20 })),
  order: Type.Optional(Order),
  group: Type.Optional(id),
  assignee: Type.Optional(id),
  dueAt: Type.Optional(editable.dueAt)
}, { $id: 'NewTicket', additionalProperties: false, description: 'A ticket that somebody wants' })

/** What is to be different. */
export const TicketChangeSchema = Type.Object({
  revision: Type.Optional(Type.Integer({ minimum: 1, description: 'That the change was made for. Absent: whichever there is' })),
  status: Type.Optional(id),
  subject: Type.Optional(editable.subject),
  description: Type.Optional(editable.description),
  fields: Type.Optional(editable.fields),
  priority: Type.Optional(editable.priority),
  contact: Type.Optional(id),
  order: Type.Optional(orNothing(Order)),
  group: Type.Optional(orNothing(id)),
  assignee: Type.Optional(orNothing(id)),
  dueAt: Type.Optional(Type.Union([editable.dueAt, Type.Null()])),
  addMessages: Type.Optional(Type.Array(id, { maxItems: 100 })),
  addFiles: Type.Optional(Type.Array(File, { maxItems: 20 }))
}, { $id: 'TicketChange', additionalProperties: false, description: 'What is to be different. `null` takes away' })

/** Something to be written on a ticket. */
export const NewTicketCommentSchema = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 20_000, pattern: '\\S' }),
  isPublic: Type.Optional(Type.Boolean({ default: false })),
  files: Type.Optional(Type.Array(File, { maxItems: 20 }))
}, { additionalProperties: false })

/** One type of ticket. */
export const TicketTypeSchema = Type.Object({
  id: Type.String(),
  title: LocalizedText,
  priority: Priority,
  fields: Type.Array(Type.Object({
    name: Type.String(),
    title: LocalizedText,
    type: Type.Enum(['text', 'number', 'boolean', 'date', 'choice']),
    required: Type.Boolean(),
    choices: Type.Optional(Type.Array(Type.String())),
    maxLength: Type.Integer()
  }, { additionalProperties: false })),
  statuses: Type.Array(Type.Object({
    id: Type.String(),
    title: LocalizedText,
    state: State,
    next: Type.Optional(Type.Array(Type.String(), { description: 'Absent: any' })),
    tellsCustomer: Type.Boolean({ description: 'The customer is told when a ticket gets it' }),
    templates: Type.Array(Type.String(), { description: 'Ids of the channels on which that is a template message once the reply window is closed' })
  }, { additionalProperties: false }))
}, { $id: 'TicketType', additionalProperties: false, description: 'One type of ticket, as the config states it' })
