import { readFileSync } from 'node:fs'
import t from 'tap'
import { hostedChecks } from '@kefuhub/contract/testing'
import { lobbySample } from '../fixtures/channel-lobby-sample.js'
import { findFlaws, type Mutant } from './mutants.js'

const source = readFileSync(new URL('../fixtures/channel-lobby.ts', import.meta.url), 'utf8')

const EVERY_INBOUND = 'every inbound sample arrives as expected, once'
const SESSION = 'nothing goes without a valid session'
const REFUSED = 'what must be refused is refused'
const LONG_TEXT = 'a text may be as long as the capabilities state, and no longer'
const LONG_FILE = 'a file may be as long and of such types as the capabilities state'
const FOREIGN_FILE = 'nobody says what another customer uploaded'
const TYPING_IN = 'agents see that a customer writes, and nothing of it is kept'
const RECEIPTS = 'receipts are for the messages of the customer only'
const SEND = 'a send resolves with the id that receipts name, though nobody listens'
const HEARD = 'what is sent is heard at once by who listens'
const LATER = 'what was sent while nobody listened is read later, by its customer only'
const APART = 'nobody hears what is sent to somebody else'
const LISTEN = 'nobody listens without a session'
const TYPING_OUT = 'who listens is told that somebody writes, and nobody else'
const CLOSE = 'it closes, a second time too, and leaves no timer'
const COVERS = 'the sample covers what the capabilities state'

const mutants: Mutant[] = [
  {
    flaw: "stands under an address of the hub's own",
    replace: 'export default defineChannel({\n',
    by: "export default ((plugin) => ({ kind: 'channel', ...plugin, mount: 'api' }))({\n",
    checks: ['the definition is complete']
  },
  { flaw: 'does not mark its secret', replace: 'secret: Secret({ minLength', by: 'secret: Type.String({ minLength', checks: ['the definition is complete'] },
  { flaw: 'states the size of a text as one of a menu', replace: 'in: { text: { maxBytes', by: 'in: { text: { maxItems: 3, maxBytes', checks: ['the capabilities are coherent'] },
  { flaw: 'states a type that never arrives', replace: 'event: {} },', by: 'event: {}, location: {} },', checks: [COVERS] },
  { flaw: 'states nothing of the events that arrive', replace: ', event: {} },', by: ' },', checks: [COVERS] },
  { flaw: 'states no receipts though it gives them', replace: "receipts: ['delivered', 'read']", by: 'receipts: []', checks: [COVERS] },
  { flaw: 'sends what it cannot send', replace: 'if (!out.includes(content.type))', by: 'if (out.length === 0)', checks: ['a type that cannot be sent is rejected without a call'] },
  { flaw: 'takes any page for one', replace: "pattern: '^https://[a-z.]+$', ", by: "default: '', ", checks: ['bad options are refused with their path'] },
  {
    flaw: 'takes options that it does not know',
    replace: '}, { additionalProperties: false })\ntype Options',
    by: "}, { additionalProperties: false, patternProperties: { '-': {} } })\ntype Options",
    checks: ['an unknown option is refused']
  },
  { flaw: 'has a default that it refuses', replace: 'default: 2000', by: 'default: 20', checks: ['an option that has a default may be left out', 'two instances keep apart'] },
  { flaw: 'names an address that is not there', replace: "app.get('/page'", by: "app.get('/pages'", checks: ['the addresses that it names answer'] },
  { flaw: 'takes another time than the hub', replace: 'sentAt: new Date(hub.clock.now())', by: 'sentAt: new Date()', checks: [EVERY_INBOUND] },
  { flaw: 'forgets the trigger', replace: "...(call.type !== 'rating' && { trigger: 'message' }),", by: '', checks: [EVERY_INBOUND] },
  { flaw: 'makes a text of a rating', replace: "return { type: 'event', name: 'rating', data: { stars: String(stars) } }", by: "return { type: 'text', text: String(stars) }", checks: [EVERY_INBOUND] },
  { flaw: 'stores half of a file', replace: "hub.media.put(bytes, { mimeType: 'image/png' })", by: "hub.media.put(bytes.subarray(1), { mimeType: 'image/png' })", checks: [EVERY_INBOUND] },
  { flaw: 'stores a file as another type', replace: "put(bytes, { mimeType: 'image/png' })", by: "put(bytes, { mimeType: 'image/gif' })", checks: [EVERY_INBOUND] },
  { flaw: 'lets everybody in', replace: 'if (token.length !== expected.length || ', by: 'if (token.length !== expected.length && ', checks: [SESSION, 'two instances keep apart'] },
  { flaw: 'lets every page ask', replace: 'if (headers.origin !== this.#options.page)', by: "if (headers.origin === '')", checks: [SESSION, REFUSED] },
  { flaw: 'takes files of anybody', replace: 'const customer = door.customerOf(request)\n    const bytes', by: "const customer = String(request.headers.authorization).slice(7).split('.')[0] ?? ''\n    const bytes", checks: [SESSION] },
  { flaw: 'takes the typing of anybody', replace: "hub.typing(door.customerOf(request), request.query.on === 'yes')", by: "hub.typing(String(request.headers.authorization).slice(7).split('.')[0] ?? '', request.query.on === 'yes')", checks: [SESSION] },
  { flaw: 'opens a session for every page', replace: 'door.checkPage(request)\n    const customer = randomUUID()', by: 'const customer = randomUUID()', checks: [REFUSED] },
  { flaw: 'takes longer texts than it states', replace: '<= MAX_TEXT_BYTES) return', by: '<= 2 * MAX_TEXT_BYTES) return', checks: [LONG_TEXT] },
  { flaw: 'takes shorter texts only than it states', replace: '<= MAX_TEXT_BYTES) return', by: '< MAX_TEXT_BYTES) return', checks: [LONG_TEXT] },
  { flaw: 'takes longer files than it states', replace: 'maxBytes: maxFileBytes,', by: 'maxBytes: maxFileBytes - 1,', checks: [LONG_FILE] },
  { flaw: 'takes shorter files only than it states', replace: 'maxBytes: maxFileBytes,', by: 'maxBytes: maxFileBytes + 1,', checks: [LONG_FILE] },
  { flaw: 'states types that it does not take', replace: "mimeTypes: ['image/png']", by: "mimeTypes: ['image/*']", checks: [LONG_FILE] },
  { flaw: 'takes files of any type', replace: "if (!bytes.toString('latin1').startsWith('\\x89PNG'))", by: 'if (bytes.length === 0)', checks: [LONG_FILE] },
  { flaw: 'says what another customer uploaded', replace: 'if (brought?.customer !== customer)', by: 'if (brought === undefined)', checks: [FOREIGN_FILE] },
  { flaw: 'shows no typing to agents', replace: "request.query.on === 'yes')", by: 'true)', checks: [TYPING_IN] },
  { flaw: 'keeps typing as a message', replace: 'return {}\n  })\n  app.post<{ Querystring: { state', by: "await hub.receive(toMessage(hub, door, door.customerOf(request), { id: randomUUID(), type: 'rating' }))\n    return {}\n  })\n  app.post<{ Querystring: { state", checks: [TYPING_IN] },
  { flaw: "takes marks of somebody else's messages", replace: 'if (!messages.some((message) => message.id === id))', by: 'if (messages.length > 100)', checks: [RECEIPTS] },
  { flaw: 'tells agents of another mark', replace: 'externalId: id, state, at', by: "externalId: id, state: 'read', at", checks: [RECEIPTS] },
  { flaw: 'gives receipts an id of its own', replace: 'hub.receipt({ externalId: id,', by: 'hub.receipt({ externalId: `lobby-$' + '{id}`,', checks: [RECEIPTS] },
  { flaw: 'makes up a new event key for each request', replace: 'eventKey: `$' + '{customer}:$' + '{call.id}`', by: 'eventKey: randomUUID()', checks: [EVERY_INBOUND, 'a repeated request changes nothing'] },
  { flaw: 'leaves the customer out of the event key', replace: 'eventKey: `$' + '{customer}:$' + '{call.id}`', by: 'eventKey: call.id', checks: ['messages of different customers with the same text are different'] },
  {
    flaw: 'answers before the message is durable',
    replace: 'await hub.receive(toMessage(hub, door, customer, call))',
    by: 'await Promise.race([hub.receive(toMessage(hub, door, customer, call)), new Promise((resolve) => setImmediate(() => setImmediate(resolve)))])',
    checks: ['an answer comes only after the message is durable']
  },
  { flaw: 'repairs invalid UTF-8', replace: "new TextDecoder('utf-8', { fatal: true })", by: "new TextDecoder('utf-8')", checks: ['a malformed body is refused'] },
  { flaw: 'takes bodies of any length', replace: 'bodyLimit: MAX_BODY_BYTES', by: 'bodyLimit: 1024 * MAX_BODY_BYTES', checks: ['a body that is too long is refused with 413'] },
  { flaw: 'trims text', replace: "text: text ?? ''", by: "text: (text ?? '').replace(/\\s+/g, ' ')", checks: ['unicode survives'] },
  { flaw: 'stores what the store did not take', replace: 'await hub.receive(toMessage(hub, door, customer, call))', by: "await hub.receive(toMessage(hub, door, customer, call)).catch((error) => { if (error.code === 'KH_ERR_STORE_BUSY') return; throw error })", checks: ['what a busy store did not take may come again'] },
  { flaw: 'gives no id', replace: 'return { externalId: id }', by: 'return {}', checks: [RECEIPTS, SEND] },
  { flaw: 'calls somebody', replace: 'hub.live.publish(topicOf(recipient), { kind: \'message\'', by: "await hub.fetch('https://example.org/').catch(() => {})\n        hub.live.publish(topicOf(recipient), { kind: 'message'", checks: [SEND] },
  { flaw: 'tells nobody of a message', replace: "hub.live.publish(topicOf(recipient), { kind: 'message', id, content })", by: '', checks: [HEARD, APART] },
  { flaw: 'tells of texts only', replace: "hub.live.publish(topicOf(recipient), { kind: 'message', id, content })", by: "if (content.type === 'text') hub.live.publish(topicOf(recipient), { kind: 'message', id, content })", checks: [HEARD] },
  { flaw: 'tells everybody of everything', replace: '`to $' + '{customer}`', by: "'to all'", checks: [APART, TYPING_OUT] },
  { flaw: "shows somebody else's thread", replace: 'return await hub.history(customer, { limit: 50 })', by: 'globalThis.lobbyFirst ??= customer\n    return await hub.history(globalThis.lobbyFirst, { limit: 50 })', checks: [LATER] },
  { flaw: 'lets everybody listen', replace: 'const customer = door.customerOf(request)\n    reply.hijack()', by: "const customer = String(request.headers.authorization).slice(7).split('.')[0] ?? ''\n    reply.hijack()", checks: [LISTEN] },
  { flaw: 'shows no typing to customers', replace: "hub.live.publish(topicOf(recipient), { kind: 'typing', isTyping })", by: '', checks: [TYPING_OUT] },
  {
    flaw: 'waits for somebody in its setup',
    replace: 'setup (hub, options) {',
    by: "async setup (hub, options) {\n    await hub.fetch('https://example.org/').catch(() => {})",
    checks: ['a type that cannot be sent is rejected without a call', SEND, 'it starts and tells its health while nobody outside answers']
  },
  { flaw: 'cannot close twice', replace: 'close () {}', by: "closed: false, close () { if (this.closed) throw new Error('closed already'); this.closed = true }", checks: [CLOSE] },
  { flaw: 'holds on to who listens', replace: 'for (const stream of streams) stream.end()', by: '', checks: [CLOSE] },
  { flaw: 'leaves a heartbeat', replace: 'clearInterval(heartbeat)', by: 'heartbeat.unref()', checks: [CLOSE] },
  { flaw: 'logs its secret', replace: 'const door = new Door(hub, options)', by: "const door = new Door(hub, options)\n    hub.log.info({ options }, 'starts')", checks: ['secrets stay secret'] },
  { flaw: 'logs sessions', replace: 'const token = Buffer.from(', by: "this.#hub.log.debug({ headers: request.headers }, 'asked')\n    const token = Buffer.from(", checks: ['secrets stay secret'] }
]

t.test('every flaw fails the checks for it and no others', { jobs: 4 }, async (t) => {
  await findFlaws(t, source, mutants, hostedChecks, lobbySample)
})
