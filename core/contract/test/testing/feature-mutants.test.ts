import { readFileSync } from 'node:fs'
import t from 'tap'
import { featureChecks } from '@kefuhub/contract/testing'
import { parrotSample } from '../fixtures/feature-parrot-sample.js'
import { findFlaws, type Mutant } from './mutants.js'

const source = readFileSync(new URL('../fixtures/feature-parrot.ts', import.meta.url), 'utf8')

const DEFINITION = 'the definition is complete'
const STARTS = 'it starts and tells its health while nobody outside answers'
const SHOWS = 'it does what the sample shows'
const TURN = 'every turn comes to the expected outcome'
const AGAIN = 'a turn that runs again asks for the same'
const WELL = 'a turn ends well, also while no system with orders answers'
const ANY = 'no message breaks it'
const WAITS = 'a turn does not wait for somebody outside'
const EVENT = 'an event may come twice, and none makes it hang'
const APART = 'two instances keep apart'
const CLOSES = 'it closes, a second time too, and leaves no timer'
const SECRETS = 'secrets stay secret'
const PERSONAL = 'personal data stands in no log line'

const mutants: Mutant[] = [
  { flaw: 'is made for another contract', replace: "contract: '^1'", by: "contract: '^2'", checks: [DEFINITION] },
  { flaw: 'does not mark its secret', replace: "key: Secret({ minLength: 8, description: 'Opens its page' })", by: "apiKey: Type.Optional(Type.String({ description: 'Not marked' })), key: Secret({ minLength: 8, description: 'Opens its page' })", checks: [DEFINITION] },
  { flaw: 'has no default for what may be left out', replace: "default: 'parrot', ", by: '', checks: ['good options are taken, and defaults filled in', 'an unknown option is refused', STARTS, SHOWS, TURN, AGAIN, WELL, ANY, WAITS, EVENT, APART, CLOSES, SECRETS, PERSONAL] },
  { flaw: 'takes words of any length', replace: 'minLength: 2, ', by: '', checks: ['bad options are refused with their path'] },
  { flaw: 'takes options that it does not know', replace: '}, { additionalProperties: false })', by: "}, { additionalProperties: false, patternProperties: { '-': {} } })", checks: ['an unknown option is refused'] },
  { flaw: 'waits for somebody in its setup', replace: 'setup (hub, { word, key, url }) {', by: 'async setup (hub, { word, key, url }) {\n    await hub.fetch(url).catch(() => {})', checks: [STARTS, WAITS] },
  { flaw: 'lets everybody see its page', replace: "request.headers['x-key'] === key ?", by: "request.headers['x-key'] !== 'x' ?", checks: [SHOWS, APART, CLOSES, SECRETS] },
  { flaw: 'answers something else', replace: 'text: `$' + '{word}!`', by: "text: 'what?'", checks: [TURN, APART, CLOSES, SECRETS] },
  { flaw: 'opens a ticket of no priority that there is', replace: "priority: 'high'", by: "priority: 'soon'", checks: [TURN, WELL, ANY, APART, CLOSES, SECRETS] },
  { flaw: 'takes it that orders can be read', replace: 'if (order === undefined) return', by: 'if (order === null) return', checks: [WELL] },
  { flaw: 'takes it that parcels can be read', replace: '.catch(() => [])', by: '', checks: [WELL] },
  { flaw: 'answers by chance', replace: "turn.tag('heard')", by: "turn.tag('heard')\n      if (turn.message.content.text?.includes('please')) turn.tag(String(Math.random()).slice(0, 4))", checks: [AGAIN] },
  { flaw: 'takes every message for a text', replace: "if (content.type !== 'text') return\n", by: '', checks: [ANY] },
  { flaw: 'asks somebody before it answers', replace: 'await heard.put(', by: 'await hub.fetch(url).catch(() => {})\n      await heard.put(', checks: [WAITS] },
  { flaw: 'hangs at an event', replace: "hub.log.debug({ id }, 'somebody new')", by: 'await new Promise(() => {})', checks: [EVENT] },
  { flaw: 'is another one for another entry', replace: 'const heard = hub.collection', by: "if (hub.id === 'two') word = 'taken'\n    const heard = hub.collection", checks: [APART] },
  { flaw: 'leaves a timer', replace: 'close () {}', by: 'close () {}, tick: setInterval(() => {}, 60_000).unref()', checks: [CLOSES] },
  { flaw: 'cannot close twice', replace: 'close () {}', by: "closed: false, close () { if (this.closed) throw new Error('closed already'); this.closed = true }", checks: [CLOSES] },
  { flaw: 'logs its key', replace: "hub.onTurn('understand'", by: "hub.log.info({ key }, 'starts')\n    hub.onTurn('understand'", checks: [SECRETS] },
  { flaw: 'tells its key when it is asked how it is', replace: "health: () => ({ state: 'ok' })", by: "health: () => ({ state: 'ok', reason: key })", checks: [SECRETS] },
  { flaw: 'logs what customers say', replace: "turn.tag('heard')", by: "turn.tag('heard')\n      hub.log.debug({ content: turn.message.content }, 'heard')", checks: [PERSONAL] },
  { flaw: 'logs who is new', replace: 'async ({ id }) => {\n      hub.log.debug({ id }', by: 'async ({ id, payload }) => {\n      hub.log.debug({ id, payload }', checks: [PERSONAL] }
]

t.test('every flaw fails the checks for it and no others', { jobs: 4 }, async (t) => {
  await findFlaws(t, source, mutants, featureChecks, parrotSample)
})
