import { readFileSync } from 'node:fs'
import t from 'tap'
import { crmChecks, erpChecks } from '@kefuhub/contract/testing'
import { depotSample } from '../fixtures/erp-depot-sample.js'
import { findOwnFlaws, type Mutant } from './mutants.js'

const source = readFileSync(new URL('../fixtures/erp-depot.ts', import.meta.url), 'utf8')

// The checks of every kind of plugin are tried on the CRM.
const common = new Set(crmChecks.map(({ name }) => name))
const ownChecks = erpChecks.filter(({ name }) => !common.has(name))

const WHOLE = 'an order is found by its number, whole'
const LATEST = 'the latest orders come first, no more than asked for'
const BECAME = 'an order tells what became of it'
const PARCELS = 'an order tells where its parcels are'
const RETURN = 'a return is made with what was asked for'
const RETURN_ONCE = 'a return is made once for each key, from whichever process'
const RETURN_KEY = 'a return is found by its key'
const TICKET = 'a new ticket gets all that it has'
const TICKET_ONCE = 'a ticket is made once for each key, from whichever process'
const UPDATE = 'a ticket that is there is brought up to date'
const ADDED_ONCE = 'comments and files are added once'
const MOVES = 'what moves is news, and what was before the first question is not'
const KEYS = 'the same news has the same key, and other news another'
const PAGES = 'news come page by page, and what moves between two pages is not lost'
const REPEATED = 'a call that is repeated is one piece of news, and another call another'
const TRUE = 'files are written, and what is said of them is true'
const SAME_FILES = 'the same job writes the same files, from whichever process'
const BROKEN_ROWS = 'rows that fail leave no file behind'
const ABORTED = 'a job that is aborted leaves no file behind'

const mutants: Mutant[] = [
  { flaw: 'lacks a method', replace: 'findReturn: async (request) => await findReturn(depot, request),', by: '', checks: ['the sample states what the instance has'] },
  { flaw: 'adds prices up without the quantities', replace: 'sum + line.quantity * Number', by: 'sum + Number', checks: [WHOLE] },
  { flaw: 'does not tell whose an order is', replace: 'customer: { name, phones:', by: "customer: { name: 'Customer', phones:", checks: [WHOLE, 'unicode and markup survive in an order'] },
  { flaw: 'has a currency of its own', replace: "default: 'CNY'", by: "default: 'yuan'", checks: [WHOLE, BECAME] },
  { flaw: 'looks for one spelling of a phone', replace: 'of phoneSpellings(phone))', by: 'of [phone])', checks: ['an order is found by every spelling of a phone'] },
  { flaw: 'looks for an e-mail as it is spelt', replace: 'email.toLowerCase()', by: 'email', checks: ['an order is found by e-mail in upper and lower case'] },
  { flaw: 'shows an order to who knows its number', replace: 'if (phone !== undefined) for', by: 'if (phone !== undefined && number === undefined) for', checks: ["somebody else's order is not shown to who knows its number"] },
  { flaw: 'does not bound what it finds', replace: 'limit: String(limit)', by: "limit: '100'", checks: [LATEST] },
  { flaw: 'shows the oldest first', replace: 'orders.map((order) => toOrder(order, depot.options.currency))', by: 'orders.map((order) => toOrder(order, depot.options.currency)).reverse()', checks: [LATEST] },
  { flaw: 'refuses to find nothing', replace: 'if (status === 404) return undefined', by: '', checks: ['no order found is an empty list, and nothing'] },
  { flaw: 'puts what customers write into an address as it is', replace: '/orders?$' + '{query}`', by: '/orders?$' + '{decodeURIComponent(String(query))}`', checks: ['what customers write is no query for orders'] },
  { flaw: 'does not know that an order was cancelled', replace: " || state === 'cancelled'", by: '', checks: [BECAME] },
  { flaw: 'forgets what was shipped', replace: 'shipped: isShipped ? quantity : 0', by: 'shipped: 0', checks: [BECAME] },
  { flaw: 'keeps ASCII only of an order', replace: 'sku, title, quantity, shipped', by: "sku, title: title.replace(/[^\\x00-\\x7f]/g, '?'), quantity, shipped", checks: ['unicode and markup survive in an order'] },
  { flaw: 'loses the number of a parcel', replace: 'trackingNumbers: [tracking]', by: 'trackingNumbers: []', checks: [PARCELS] },
  { flaw: 'takes a parcel that was sent for one that waits', replace: "state: 'moving'", by: "state: 'waiting'", checks: [PARCELS] },
  { flaw: 'does not say why something comes back', replace: '{ key, text: reason, lines }', by: '{ key, lines }', checks: [RETURN, 'unicode and markup survive in a return'] },
  { flaw: 'gives a return a number that is none', replace: 'number: id.slice(0, 8)', by: "number: ''", checks: [RETURN] },
  { flaw: 'makes a return of every request', replace: 'await findReturn(depot, request) ?? await createReturn', by: 'await createReturn', checks: [RETURN_ONCE] },
  { flaw: 'finds any return of the order', replace: 'returns.find((made) => made.key === key)', by: 'returns[0]', checks: [RETURN_KEY] },
  { flaw: 'forgets the key of a return', replace: '{ key, text: reason, lines }', by: '{ text: reason, lines }', checks: [RETURN_ONCE, RETURN_KEY] },
  { flaw: 'takes a return of no order', replace: "throw new Rejected('The depot has no such order')", by: "return { id: '?', number: '?', status: 'draft' }", checks: ['a return of no order is rejected'] },
  { flaw: 'exports no comments', replace: 'for (const comment of comments) {', by: 'for (const comment of []) {', checks: [TICKET, UPDATE, ADDED_ONCE, 'unicode and markup survive in a ticket'] },
  { flaw: 'exports empty files', replace: "content: bytes.toString('base64')", by: "content: ''", checks: [TICKET] },
  { flaw: 'does not look for a ticket by its key', replace: '/tickets?key=$' + '{encodeURIComponent(key)}`', by: '/tickets?key=`', checks: [TICKET_ONCE] },
  { flaw: 'does not bring a ticket up to date', replace: "await depot.call<DepotTicket>('PATCH', `/tickets/$" + '{encodeURIComponent(id)}`, content)', by: "await depot.call<DepotTicket>('GET', `/tickets/$" + '{encodeURIComponent(id)}`)', checks: [UPDATE] },
  { flaw: 'adds comments again', replace: 'if (known.comments.some((other) => other.key === comment.id)) continue\n', by: '', checks: [ADDED_ONCE] },
  { flaw: 'adds files again', replace: 'if (known.files.some((other) => other.key === mediaId)) continue\n', by: '', checks: [ADDED_ONCE] },
  { flaw: 'lets a NUL through', replace: ".replaceAll('\\\\u0000', '')", by: '', checks: ['unicode and markup survive in a return', 'unicode and markup survive in a ticket'] },
  { flaw: 'wants to know who the customer is', replace: 'const content = { key,', by: "const content = { key, phone: arguments[2].contact.phone.replace('+', ''),", checks: ['a ticket without a known customer is exported'] },
  { flaw: 'begins with what was before', replace: "cursor === undefined ? '' : `?since=$" + '{cursor}`', by: "cursor === undefined ? '?since=0' : `?since=$" + '{cursor}`', checks: [MOVES] },
  { flaw: 'takes solved for something else', replace: 'TICKET_STATES.find((known) => known === state)', by: "TICKET_STATES.find((known) => known === state && known !== 'solved')", checks: [MOVES, PAGES, 'a call of the system is news'] },
  { flaw: 'makes up keys', replace: 'eventKey: String(seq)', by: 'eventKey: String(Math.random())', checks: [KEYS, REPEATED] },
  { flaw: 'has one key for a ticket', replace: 'eventKey: String(seq)', by: 'eventKey: ticket', checks: [KEYS, REPEATED] },
  { flaw: 'reads one page', replace: 'cursor: String(events.at(-1)?.seq ?? cursor ?? last), more }', by: 'cursor: String(events.at(-1)?.seq ?? cursor ?? last), more: false }', checks: [PAGES] },
  { flaw: 'goes on behind the last', replace: 'events.at(-1)?.seq ?? cursor ?? last', by: 'cursor === undefined ? last : Math.max(last, Number(cursor))', checks: [PAGES] },
  { flaw: 'says nothing of comments', replace: '...(comment !== undefined && { comment: { text: comment, isPublic: true } })', by: '', checks: ['what is written there is news', 'what somebody writes there is news by a call'] },
  { flaw: 'takes an unknown status for the end', replace: "?? 'in-progress'", by: "?? 'closed'", checks: ['a status that the plugin does not know is no end', 'a call with a status that the plugin does not know is no end'] },
  { flaw: 'names another address', replace: 'url: `$' + '{hub.baseUrl}/news`', by: "url: 'https://hub.test/news'", checks: ['it names the address that the system calls'] },
  { flaw: 'does not look at the proof', replace: 'if (proof.length !== expected.length || !timingSafeEqual(proof, expected)) throw new DEPOT_ERR_REFUSED()\n', by: '', checks: ['a call without a valid proof is refused'] },
  { flaw: 'does not look at the age', replace: 'if (Math.abs(hub.clock.now() - Number(time)) > MAX_AGE_MS) throw new DEPOT_ERR_REFUSED()\n', by: '', checks: ['an old call is refused'] },
  { flaw: 'answers a broken call with 500', replace: "'The call is no news', 400)", by: "'The call is no news', 500)", checks: ['a malformed call is refused'] },
  { flaw: 'takes calls of any length', replace: 'bodyLimit: MAX_BODY_BYTES', by: 'bodyLimit: 1024 * MAX_BODY_BYTES', checks: ['a call that is too long is refused with 413'] },
  { flaw: 'takes any method', replace: "hub.app.post('/news', async", by: "hub.app.get('/news', async () => ({}))\n  hub.app.post('/news', async", checks: ['other methods are refused'] },
  { flaw: 'tells the wrong size of a file', replace: 'bytes: content.length, sha256', by: 'bytes: lines.length, sha256', checks: [TRUE, SAME_FILES] },
  { flaw: 'writes another file each time', replace: 'update(`$' + '{job.id} ', by: 'update(`$' + '{Math.random()} ', checks: [SAME_FILES] },
  { flaw: 'writes all jobs into one file', replace: 'update(`$' + '{job.id} $' + '{job.from.toISOString()}`)', by: "update('tickets')", checks: [SAME_FILES] },
  { flaw: 'leaves half a file behind', replace: 'lines.push(', by: "await writeFile(join(folder, name), 'x')\n    lines.push(", checks: [BROKEN_ROWS, ABORTED] },
  { flaw: 'does not hear that a job is aborted', replace: 'signal: AbortSignal): Promise<WrittenFile[]> {\n', by: 'signal: AbortSignal): Promise<WrittenFile[]> {\n  signal = new AbortController().signal\n', checks: [ABORTED] },
  { flaw: 'does not write for nobody', replace: '  const content = Buffer.from(lines.join', by: "  if (lines.length === 0) throw new Rejected('There is nothing to write')\n  const content = Buffer.from(lines.join", checks: ['a job without a ticket succeeds'] }
]

t.test('every flaw fails the checks for it', { jobs: 4 }, async (t) => {
  await findOwnFlaws(t, source, mutants, ownChecks, depotSample)
})
