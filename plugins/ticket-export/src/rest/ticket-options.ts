import { Secret, Type, type Static } from '@kefuhub/contract'
import { Paging, RequestTemplate, expression } from '@kefuhub/contract/rest'
import { Priorities } from '../tickets/options.js'
import { States, Statuses } from '../tickets/states.js'
import { closed, IdempotencyHeader, List, One } from './parts.js'

const header = (description: string) => Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$', description })

const Webhook = Type.Object({
  kind: Type.Enum(['sha1', 'sha256', 'standard-webhooks'], { description: 'How calls are signed: an HMAC of that name, or by the rules of Standard Webhooks' }),
  secret: Secret({ minLength: 8, maxLength: 512, description: 'Secret with which the system signs; with standard-webhooks it begins with whsec_' }),
  previousSecret: Type.Optional(Secret({ minLength: 8, maxLength: 512, description: 'The secret before the last change, for calls that are under way' })),
  signatureHeader: Type.Optional(header('Header with the signature; default X-Hub-Signature for sha1, X-Hub-Signature-256 for sha256, Webhook-Signature for standard-webhooks')),
  prefix: Type.String({ maxLength: 32, default: '', description: 'What stands before the signature, for example sha256=' }),
  encoding: Type.Enum(['hex', 'base64'], { default: 'hex', description: 'How the signature is written' }),
  timestampHeader: Type.Optional(header('Header with the time of the call, in seconds or milliseconds since 1970 or as ISO 8601; absent: calls have no time')),
  signs: Type.Enum(['body', 'timestamp+body', 'timestamp.body'], { default: 'body', description: 'What is signed: the body, or the time before it, with nothing or a dot between' }),
  maxAgeMs: Type.Integer({ minimum: 1000, maximum: 86_400_000, default: 300_000, description: 'Calls whose time is further from now are refused, in milliseconds' }),
  deliveryHeader: Type.Optional(header('Header with an id that is the same for every repeat of a call; standard-webhooks has Webhook-Id')),
  news: expression('JSONata from the body to one or several { externalId, status, changedAt, eventKey, comment: { id, text, isPublic, by } }; nothing for calls about something else')
}, { ...closed, description: 'How the system calls POST /webhook under the entry\'s address' })

/** How tickets get into a system with an API of its own. */
export const TicketOptions = Type.Object({
  ticket: expression('JSONata from a record of the system to { externalId, externalNumber, url, status, changedAt, key }; the first and status are needed'),
  create: Type.Object({
    request: RequestTemplate,
    answer: Type.Optional(expression('JSONata from the answer to the record in it; absent: the answer is the record')),
    idempotencyHeader: IdempotencyHeader
  }, { ...closed, description: 'Makes a ticket' }),
  find: Type.Optional(List('Looks for the ticket with {{key}}, before one is made')),
  searchLagMs: Type.Integer({ minimum: 0, maximum: 3_600_000, default: 0, description: 'How long find may miss a new ticket, in milliseconds' }),
  read: One('Reads the ticket {{externalId}}; 404 means that it is not there'),
  update: Type.Optional(One('Brings the ticket {{externalId}} up to date; $status is absent where $currentStatus is right. Absent: nothing but comments and files is written later')),
  comment: Type.Optional(Type.Object({
    request: RequestTemplate,
    idempotencyHeader: IdempotencyHeader,
    list: Type.Optional(Type.Object({
      request: RequestTemplate,
      ...Paging.properties,
      comment: expression('JSONata from a record to { id, text, isPublic, by, at }')
    }, { ...closed, description: 'Reads what is on the ticket {{externalId}}, so that nothing is written twice' }))
  }, { ...closed, description: 'Writes on the ticket {{externalId}}; absent: comments stay in the hub' })),
  attachment: Type.Optional(Type.Object({
    request: RequestTemplate,
    multipart: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Name of the field of a form that the file is sent as; absent: the body holds it' })),
    idempotencyHeader: IdempotencyHeader,
    maxBytes: Type.Integer({ minimum: 1, maximum: 104_857_600, default: 20_971_520, description: 'Longest file that is sent, in bytes' }),
    list: Type.Optional(Type.Object({
      request: RequestTemplate,
      ...Paging.properties,
      file: expression('JSONata from a record to { name, bytes }')
    }, { ...closed, description: 'Reads what files are on the ticket {{externalId}}, so that none is sent twice' }))
  }, { ...closed, description: 'Puts a file on the ticket {{externalId}}; absent: files stay in the hub' })),
  states: States,
  statuses: Statuses,
  priorities: Priorities({ low: 'low', normal: 'normal', high: 'high', urgent: 'urgent' }),
  changes: Type.Optional(Type.Object({
    request: RequestTemplate,
    ...Paging.properties,
    overlapMs: Type.Integer({ minimum: 0, maximum: 86_400_000, default: 120_000, description: 'How late a change may show up, in milliseconds' }),
    comments: Type.Boolean({ default: false, description: 'Also read what was written on the tickets that changed, by comment/list' })
  }, { ...closed, description: 'Reads the records of tickets that changed since {{since}}; absent: the hub does not ask' })),
  webhook: Type.Optional(Webhook)
}, { ...closed, description: 'Tickets' })
/** How tickets get into a system with an API of its own. */
export type TicketOptions = Static<typeof TicketOptions>
/** How a system with an API of its own calls back. */
export type WebhookOptions = Static<typeof Webhook>
