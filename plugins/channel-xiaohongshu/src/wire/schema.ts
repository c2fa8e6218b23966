import { Secret, Type, type Static, type TSchema } from '@kefuhub/contract'
import {
  ACK, ANSWER, CALLBACK_PATHS, COMMENT_FIELDS, CONSUMER_SOURCES, ENVELOPE, FAILURE, LEAD_DATA, LEAD_FIELDS, LEAD_SIGNATURE, MESSAGE_FIELDS,
  NOTICE_FIELDS, OAUTH, REFUSAL, SEND, SEPARATOR, STAFF_CANCELLED, STAFF_IN_FORCE
} from './facts.js'

const URL_PATH = '^/[A-Za-z0-9/_.~-]{0,255}$'

/** Dot paths to a value, the first that leads to one counts. */
const Paths = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 8 })

/** An object all of whose properties have defaults. */
function group<P extends Record<string, TSchema>> (properties: P, description: string) {
  return Type.Object(properties, { additionalProperties: false, default: {}, description })
}

/** Paths by name, each with its default. */
function pathsOf<N extends string> (fields: Readonly<Record<N, readonly string[]>>, description: string) {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 8, default: value, description: `Where ${name} stands` })]))
  return group(properties as Record<N, typeof Paths>, description)
}

/** Texts by name, each with its default. */
function namesOf<N extends string> (names: Readonly<Record<N, string>>, options: { pattern: string }, description: string) {
  const properties = Object.fromEntries(Object.entries(names).map(([name, value]) => [name, Type.String({ ...options, default: value })]))
  return group(properties as Record<N, ReturnType<typeof Type.String>>, description)
}

const words = (value: readonly string[], description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 64, default: [...value], description })

const anyJson = (value: object, description: string) => Type.Record(Type.String(), Type.Unknown(), { default: value, description })

interface SignatureDefaults { kind: string, in: string, name: string, prefix: string, encoding: string, signed: string }

function signature<P extends Record<string, TSchema>> (value: SignatureDefaults, more: P, description: string) {
  return Type.Object({
    kind: Type.Enum(['none', 'hmac-sha1', 'hmac-sha256', 'sha1-sorted-token', 'md5-suffix'], { default: value.kind, description: 'How the digest is made' }),
    in: Type.Enum(['header', 'query'], { default: value.in, description: 'Where the signature stands' }),
    name: Type.String({ minLength: 1, maxLength: 64, default: value.name, description: 'Name of the header or query parameter' }),
    prefix: Type.String({ maxLength: 32, default: value.prefix, description: 'What stands before the digest' }),
    encoding: Type.Enum(['hex', 'base64'], { default: value.encoding, description: 'How the digest is written' }),
    signed: Type.String({ minLength: 1, maxLength: 512, default: value.signed, description: 'What is signed: text with {body}, {path}, {query} (sorted) or {NAME} of a query parameter or header' }),
    ...more
  }, { additionalProperties: false, default: {}, description })
}

/** How one message type of the platform becomes the hub's. */
export const MessageType = Type.Object({
  as: Type.Enum(['text', 'image', 'voice', 'video', 'file', 'link', 'card', 'location', 'event'], { description: 'What it becomes' }),
  kind: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Kind of a card or name of an event' })),
  text: Type.Optional(Paths),
  url: Type.Optional(Paths),
  title: Type.Optional(Paths),
  description: Type.Optional(Paths),
  image: Type.Optional(Paths),
  id: Type.Optional(Paths),
  latitude: Type.Optional(Paths),
  longitude: Type.Optional(Paths),
  label: Type.Optional(Paths),
  data: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Paths))
}, { additionalProperties: false })

/** How one message type of the platform becomes the hub's. */
export type MessageType = Static<typeof MessageType>

/** A message type that can be sent: its name, and its content as JSON in which {text}, {media} or {data.NAME} stands for values. */
const Sendable = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 64, description: 'Name of the type' }),
  content: Type.Record(Type.String(), Type.Unknown(), { description: 'The JSON that is encrypted, with placeholders' })
}, { additionalProperties: false })

const inbound = group({
  paths: namesOf(CALLBACK_PATHS, { pattern: URL_PATH }, 'Paths of the callbacks below the address of this entry; several kinds may share one'),
  separator: Type.String({ minLength: 1, maxLength: 32, default: SEPARATOR, description: 'Between the IV and the ciphertext' }),
  envelope: Type.String({ minLength: 1, maxLength: 64, default: ENVELOPE, description: 'Field with the ciphertext' }),
  fields: pathsOf(MESSAGE_FIELDS, 'Where a message says what; the encrypted part is read below the envelope'),
  consumerSources: words(CONSUMER_SOURCES, 'Values of the source that mean the consumer'),
  types: Type.Record(Type.String({ minLength: 1, maxLength: 64 }), MessageType, { default: {}, description: 'Message types by their name, over the built-in ones' }),
  signature: signature({ kind: 'none', in: 'header', name: 'X-Signature', prefix: '', encoding: 'hex', signed: '{body}' }, { key: Type.Optional(Secret({ maxLength: 256, description: 'Key of the signature' })) }, 'Signature of the callbacks'),
  ack: group({
    status: Type.Integer({ minimum: 200, maximum: 299, default: ACK.status, description: 'Status that says a callback was taken' }),
    body: anyJson(ACK.body, 'Body that says a callback was taken'),
    refusal: anyJson(REFUSAL, 'Body that says a callback was refused'),
    failure: anyJson(FAILURE, 'Body that asks the platform to try again')
  }, 'What the platform is told')
}, 'What arrives')

const notices = group({
  fields: pathsOf(NOTICE_FIELDS, 'Where the notices about accounts say what'),
  staffInForce: words(STAFF_IN_FORCE, 'States of a staff account that may write'),
  staffCancelled: words(STAFF_CANCELLED, 'States of a staff account that may not'),
  comment: pathsOf(COMMENT_FIELDS, 'Where a comment with purchase intent says what')
}, 'Notices about accounts and comments')

const leads = group({
  signature: signature(LEAD_SIGNATURE, {}, 'Signature of lead pushes; its key is leadPush.token'),
  fields: pathsOf(LEAD_FIELDS, 'Where a lead says what, below data'),
  data: pathsOf(LEAD_DATA, 'What of a lead stands in the card')
}, 'Leads')

const answer = group({
  code: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 8, default: [...ANSWER.code], description: 'Where the code stands' }),
  message: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 8, default: [...ANSWER.message], description: 'Where its text stands' }),
  success: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 8, default: [...ANSWER.success], description: 'Where a false says that the call failed' }),
  okCodes: words(ANSWER.okCodes, 'Codes that say it worked'),
  retryCodes: words([], 'Codes that ask to try again later'),
  tokenCodes: words([], 'Codes that say the token is not the current one'),
  windowCodes: words([], 'Codes that say the consumer must write first'),
  goneCodes: words([], 'Codes that say the consumer cannot be reached any more'),
  accountCodes: words([], 'Codes that say an operator must act: rights, account, quota of the account')
}, 'How answers of the API are read; a code in no list refuses the message for good')

const outbound = group({
  path: Type.String({ pattern: URL_PATH, default: SEND.path, description: 'Path of the call that sends' }),
  tokenHeader: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,63}$', default: SEND.tokenHeader, description: 'Header with the access token' }),
  fields: namesOf(SEND.fields, { pattern: '^[A-Za-z0-9_.-]{0,64}$' }, 'Names of the fields; an empty name leaves the field out'),
  staffAs: Type.Enum(['brand', 'staff'], { default: 'brand', description: 'Which account id stands in the account field when a staff account answers' }),
  text: Type.Object({
    type: Type.String({ minLength: 1, maxLength: 64, default: SEND.text.type, description: 'Name of the type' }),
    content: anyJson(SEND.text.content, 'The JSON that is encrypted; {text} stands for the text')
  }, { additionalProperties: false, default: {}, description: 'How a text is sent' }),
  image: Type.Optional(Type.Object({
    ...Sendable.properties,
    upload: Type.Object({
      path: Type.String({ pattern: URL_PATH, description: 'Path of the call that uploads' }),
      field: Type.String({ minLength: 1, maxLength: 64, default: 'file', description: 'Name of the file in the form' }),
      id: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { minItems: 1, maxItems: 8, description: 'Where the answer says the id or address that {media} stands for' })
    }, { additionalProperties: false, description: 'The call that takes the file' })
  }, { additionalProperties: false, description: 'How a picture is sent; absent: pictures cannot be sent' })),
  card: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Sendable, { description: 'How cards are sent, by their kind; absent: cards cannot be sent' })),
  externalId: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 8, default: [...SEND.externalId], description: 'Where the answer says the id of the message' }),
  isRepeatable: Type.Boolean({ default: false, description: 'Whether the platform drops a second call with the same request id; then a lost answer is tried again' })
}, 'What is sent')

const oauth = group({
  accessPath: Type.String({ pattern: URL_PATH, default: OAUTH.accessPath, description: 'Path of the call that takes the authorisation code' }),
  refreshPath: Type.String({ pattern: URL_PATH, default: OAUTH.refreshPath, description: 'Path of the call that takes a refresh token' }),
  fields: pathsOf({ accessToken: OAUTH.accessToken, accessLife: OAUTH.accessLife, refreshToken: OAUTH.refreshToken }, 'Where its answers say what')
}, 'Calls for access tokens')

/** The option `wire`: names and codes of the platform that are not certain, all with defaults. */
export const Wire = group({ inbound, notices, leads, outbound, answer, oauth }, 'Names and codes of the platform that are not public; any part may be set when the document you were given says otherwise')

/** The platform as one entry knows it. */
export type Wire = Static<typeof Wire>

/** How a request is signed. */
export type Signature = Wire['leads']['signature']
