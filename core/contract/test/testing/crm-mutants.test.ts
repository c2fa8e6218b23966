import { readFileSync } from 'node:fs'
import t from 'tap'
import { crmChecks } from '@kefuhub/contract/testing'
import { ledgerSample } from '../fixtures/crm-ledger-sample.js'
import { findOwnFlaws, type Mutant } from './mutants.js'

const source = readFileSync(new URL('../fixtures/crm-ledger.ts', import.meta.url), 'utf8')

const SPELLINGS = 'a contact is found by every spelling of a phone'
const SEVERAL = 'several that match come as several, ten at most'
const STAYS = 'what is absent stays, and null empties'
const BATCH = 'a batch is answered in order, and what is refused fails alone'
const PAGES = 'all records come, page by page, the oldest change first'
const BETWEEN = 'what changes between two pages is not lost'
const BUSY = 'a system that is busy is tried again'
const HALFWAY = 'a call that the system refuses halfway is made whole by a repeat'
const HEALTH = 'health says that the credentials are not good, and when they are again'
const LOST = 'an answer that got lost is in doubt, and a repeat makes nothing twice'
const UNREADABLE = 'an answer that cannot be read is in doubt, and a repeat makes nothing twice'
const SILENT = 'an answer that does not come is in doubt, and a repeat makes nothing twice'
const BROKEN = 'a connection that breaks leaves it in doubt, and a repeat makes nothing twice'
const NEVER_MADE = 'a connection that was never made is tried again'
const SECRETS = 'secrets stay secret'

const mutants: Mutant[] = [
  { flaw: 'is made for another contract', replace: "contract: '^1'", by: "contract: '^2'", checks: ['the definition is complete'] },
  { flaw: 'does not say what an option is', replace: "minLength: 8, description: 'Opens the ledger'", by: 'minLength: 8', checks: ['the definition is complete'] },
  { flaw: 'has a default that it refuses', replace: 'default: 5000', by: 'default: 5', checks: ['good options are taken, and defaults filled in'] },
  { flaw: 'takes any address', replace: "Type.String({ format: 'uri', ", by: 'Type.String({ ', checks: ['bad options are refused with their path'] },
  {
    flaw: 'takes options that it does not know',
    replace: '}, { additionalProperties: false })\ntype Options',
    by: "}, { additionalProperties: false, patternProperties: { '-': {} } })\ntype Options",
    checks: ['an unknown option is refused']
  },
  { flaw: 'forgets the e-mail of a record', replace: 'emails: mail === undefined ? [] : [mail]', by: 'emails: []', checks: ['a contact that is found is whole'] },
  { flaw: 'tells phones as they are spelt', replace: '[toE164(phone) ?? phone]', by: '[phone]', checks: [SPELLINGS] },
  { flaw: 'looks for one spelling of a phone', replace: 'phoneSpellings(phone)', by: '[phone]', checks: [SPELLINGS] },
  { flaw: 'looks for an e-mail as it is spelt', replace: '[email.toLowerCase()]', by: '[email]', checks: ['a contact is found by e-mail in upper and lower case'] },
  { flaw: "does not look for the hub's id", replace: "['hubId', externalId === undefined ? [] : [externalId]]", by: "['hubId', []]", checks: ["a contact is found by the hub's id"] },
  { flaw: 'begins with the phone', replace: 'of keys) {', by: 'of [...keys].reverse()) {', checks: ["the hub's id goes before the e-mail, and that before the phone"] },
  { flaw: 'finds more than anybody can read', replace: 'MAX_FOUND = 10', by: 'MAX_FOUND = 11', checks: [SEVERAL] },
  { flaw: 'takes the first that matches', replace: 'MAX_FOUND = 10', by: 'MAX_FOUND = 1', checks: [SEVERAL] },
  { flaw: 'throws where nobody is found', replace: '  return []\n}', by: "  throw new Rejected('Nobody is found')\n}", checks: ['nothing found is an empty list'] },
  { flaw: 'puts what customers write into a query as it is', replace: 'JSON.stringify(values)', by: "'[\"' + values.join('\",\"') + '\"]'", checks: ['what customers write is no query'] },
  {
    flaw: 'makes up records that are gone',
    replace: "(await ledger.search('id', ids, 100)).map(toContact)",
    by: "await Promise.all(ids.map(async (id) => toContact((await ledger.search('id', [id], 1))[0] ?? { id, fields: {}, changedAt: 0 })))",
    checks: ['records come by their ids, without those that are gone']
  },
  { flaw: 'has a field without a label', replace: "label: 'Note'", by: "label: ''", checks: ['the fields that can be mapped are described'] },
  { flaw: 'does not write phones', replace: '...(phone !== undefined && { phone }), ...(mail', by: '...(mail', checks: ['a new contact gets all that was given'] },
  { flaw: 'makes a record of every write', replace: "write.id ?? (await ledger.search('hubId', [write.externalId], 1))[0]?.id", by: 'write.id', checks: ['the same write again makes no second record', LOST, UNREADABLE, SILENT] },
  { flaw: "keeps the hub's id to itself", replace: '{ hubId: write.externalId, fields', by: '{ ...(write.id === undefined && { hubId: write.externalId }), fields', checks: ["a record is changed by its id, and gets the hub's id"] },
  { flaw: 'empties what is absent', replace: '...(write.name !== undefined && { name: write.name })', by: "name: write.name ?? ''", checks: [STAYS] },
  { flaw: 'writes no null', replace: 'fields: write.fields,', by: 'fields: Object.fromEntries(Object.entries(write.fields).filter(([, value]) => value !== null)),', checks: [STAYS] },
  { flaw: 'lets one write spoil all', replace: ".catch((error: Error) => ({ outcome: 'failed', error }))", by: '', checks: [BATCH] },
  { flaw: 'answers in another order', replace: 'written.push(', by: 'written.unshift(', checks: [BATCH] },
  { flaw: 'takes fewer writes than it states', replace: 'for (const write of writes)', by: 'for (const write of writes.slice(0, 5))', checks: ['the largest batch goes through'] },
  { flaw: 'keeps ASCII only', replace: "replaceAll('\\\\u0000', '')", by: "replaceAll('\\\\u0000', '').replace(/[^\\x00-\\x7f]/g, '?')", checks: ['unicode and markup survive in a record'] },
  { flaw: 'escapes markup', replace: "replaceAll('\\\\u0000', '')", by: "replaceAll('\\\\u0000', '').replaceAll('<', '&lt;')", checks: ['unicode and markup survive in a record', 'unicode and markup survive in an activity'] },
  { flaw: 'lets a NUL through', replace: ".replaceAll('\\\\u0000', '')", by: '', checks: ['a NUL is taken out'] },
  { flaw: 'logs the same activity again', replace: 'if (notes.some(({ key }) => key === id)) return\n', by: '', checks: ['an activity is written once for each id', LOST, UNREADABLE, SILENT] },
  { flaw: 'makes one line of an activity', replace: '\\n$' + '{summary}`', by: "\\n$' + '{summary}`.replace(/\\s+/g, ' ')", checks: ['unicode and markup survive in an activity'] },
  { flaw: 'takes activities of nobody', replace: 'if (status >= 400) throw', by: 'if (status >= 400 && status !== 404) throw', checks: ['an activity of nobody is rejected'] },
  { flaw: 'leaves out a change', replace: 'String(rows.at(-1)?.changedAt ?? cursor ?? 0)', by: 'String((rows.at(-1)?.changedAt ?? Number(cursor ?? 0)) + 1)', checks: [PAGES, BETWEEN] },
  { flaw: 'tells the latest change first', replace: 'contacts: rows.map(toContact),', by: 'contacts: rows.map(toContact).reverse(),', checks: [PAGES] },
  { flaw: 'tells of each record once', replace: 'contacts: rows.map(toContact),', by: 'contacts: rows.map(toContact).filter(({ id }) => !(this.seen ??= new Set()).has(id) && this.seen.add(id)),', checks: [BETWEEN] },
  { flaw: 'says nothing of what is gone', replace: '...(gone === true && { isGone: true })', by: '', checks: ['a cursor is good in another process, and brings what changed since'] },
  { flaw: 'takes a busy system for one that refuses', replace: 'status === 429 || status === 503', by: 'status === 429', checks: [BUSY, HALFWAY] },
  { flaw: 'forgets how long to wait', replace: ', { ...(wait !== null && { afterMs: Number(wait) * 1000 }) }', by: '', checks: ['the wait that a busy system asks for is kept'] },
  { flaw: 'takes bad credentials for a bad message', replace: 'throw new Unauthorized(', by: 'throw new Rejected(', checks: ['credentials that are not good are told from other failures'] },
  { flaw: 'is well without credentials', replace: "this.health = { state: 'down', reason: 'The ledger does not let us in: check `key`' }", by: '', checks: [HEALTH] },
  { flaw: 'is ill for ever', replace: "this.health = { state: 'ok' }\n", by: '', checks: [HEALTH] },
  { flaw: 'tries again what was refused', replace: 'throw new Rejected(`The ledger refuses it', by: 'throw new Retryable(`The ledger refuses it', checks: ['what the system refuses for good is rejected'] },
  { flaw: 'takes an answer that got lost for a refusal', replace: "throw new Uncertain('", by: "throw new Rejected('", checks: [LOST, UNREADABLE, SILENT, BROKEN] },
  { flaw: 'does not know reads from writes', replace: 'if (isWrite && wasSent)', by: 'if (wasSent)', checks: [LOST, UNREADABLE, SILENT, BROKEN] },
  { flaw: 'calls a refused connection uncertain', replace: "code !== 'ECONNREFUSED'", by: "code !== 'EGONE'", checks: [NEVER_MADE] },
  { flaw: 'gives up when a session is over', replace: 'if (response.status === 401) {', by: 'if (response.status === 999) {', checks: ['a session that is over is opened again'] },
  { flaw: 'waits for the system in its setup', replace: 'setup (hub, options) {', by: 'async setup (hub, options) {\n    await hub.fetch(options.url)', checks: ['it starts and tells its health while nobody outside answers'] },
  { flaw: 'has one connection for all', replace: 'const ledger = new Ledger(hub, options)', by: 'const ledger = globalThis.oneLedger ??= new Ledger(hub, options)', checks: ['two instances keep apart'] },
  { flaw: 'leaves a timer', replace: 'close () {}', by: 'close () {}, tick: setInterval(() => {}, 60_000).unref()', checks: ['it closes, a second time too, and leaves no timer'] },
  { flaw: 'cannot close twice', replace: 'close () {}', by: "closed: false, close () { if (this.closed) throw new Error('closed already'); this.closed = true }", checks: ['it closes, a second time too, and leaves no timer'] },
  { flaw: 'holds on to a call when it closes', replace: 'timeoutMs, signal: this.#hub.signal, ', by: 'timeoutMs: 60_000, ', checks: ['it closes while a call hangs, and lets go of it'] },
  { flaw: 'logs its session', replace: 'log.debug({ method }', by: 'log.debug({ method, session }', checks: [SECRETS] },
  { flaw: 'shows its key in an error', replace: "throw new Unauthorized('The ledger does not let us in: check `key`')", by: "throw new Unauthorized('The ledger does not know ' + this.#options.key)", checks: [SECRETS] },
  { flaw: 'logs what it writes', replace: 'log.debug({ method }', by: 'log.debug({ method, body }', checks: ['personal data stands in no log line and in no error'] },
  { flaw: 'shows a customer in an error', replace: 'throw new Rejected(`The ledger refuses it: ', by: 'throw new Rejected(`The ledger refuses it: Zhao Liuying ', checks: ['personal data stands in no log line and in no error'] }
]

t.test('every flaw fails the checks for it', { jobs: 4 }, async (t) => {
  await findOwnFlaws(t, source, mutants, crmChecks, ledgerSample)
})
