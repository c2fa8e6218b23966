import { readFileSync } from 'node:fs'
import t from 'tap'
import { crmChecks, notifierChecks } from '@kefuhub/contract/testing'
import { bellSample } from '../fixtures/notifier-bell-sample.js'
import { findOwnFlaws, type Mutant } from './mutants.js'

const source = readFileSync(new URL('../fixtures/notifier-bell.ts', import.meta.url), 'utf8')

// The checks of every kind of plugin are tried on the CRM.
const common = new Set(crmChecks.map(({ name }) => name))
const ownChecks = notifierChecks.filter(({ name }) => !common.has(name))

const ARRIVES = 'a notification arrives with its title, its words and its link'
const SEVERITY = 'a notification of any severity arrives, without a link too'
const UNICODE = 'unicode and markup survive in a title'
const LONG = 'a body that is too long is shortened'

const mutants: Mutant[] = [
  { flaw: 'leaves out the link', replace: '\\n$' + '{url}`', by: '`', checks: [ARRIVES, LONG] },
  { flaw: 'leaves out the body', replace: '$' + '{shorten(body, room)}', by: '', checks: [ARRIVES, UNICODE] },
  { flaw: 'keeps what is of no weight to itself', replace: 'async notify (notification) {', by: "async notify (notification) {\n        if (notification.severity === 'info') return", checks: [SEVERITY] },
  { flaw: 'wants a link', replace: "body, url = '' }: Notification): string {", by: 'body, url }: Notification): string {\n  if (url === undefined) throw new TypeError()', checks: [SEVERITY, UNICODE] },
  { flaw: 'makes up a new id for each attempt', replace: '{ id: notification.id,', by: '{ id: Math.random(),', checks: ['a notification with the same id arrives once'] },
  { flaw: 'keeps ASCII only', replace: 'text: toText(notification)', by: "text: toText(notification).replace(/[^\\x00-\\x7f]/g, '?')", checks: [UNICODE, LONG] },
  { flaw: 'does not shorten', replace: 'text.length <= maxLength ?', by: 'text.length > 0 ?', checks: [LONG] },
  { flaw: 'cuts inside a character', replace: "maxLength).replace(/[\\ud800-\\udbff]$/, '')", by: 'maxLength)', checks: [LONG] },
  {
    flaw: 'tells one thing at a time and forgets the rest',
    replace: 'async notify (notification) {',
    by: 'async notify (notification) {\n        if (this.busy) return\n        this.busy = true\n        setImmediate(() => { this.busy = false })',
    checks: ['several at once arrive once each']
  }
]

t.test('every flaw fails the checks for it', { jobs: 4 }, async (t) => {
  await findOwnFlaws(t, source, mutants, ownChecks, bellSample)
})
