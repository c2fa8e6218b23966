import t from 'tap'
import { parseRules, readRules } from '../src/rules-file.js'

/** The mistakes in rules, as `line:column message`. */
function mistakesIn (source: string): string[] {
  return parseRules(source).mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

t.test('fills in the priority', (t) => {
  t.same(parseRules('- { id: a, any: [x], reply: y }').rules, [{ id: 'a', any: ['x'], reply: 'y', priority: 0 }])
  t.end()
})

t.test('reports every mistake at once, in the order of the file', (t) => {
  t.same(mistakesIn(`
- id: refund
  any: []
  replay: text
- id: refund
  any: [x]
  reply: ''
- id: bad id!
  types: [picture]
  priority: high
  reply: Hi {{nmae}}
- any: ['  ', 7]
  handOver: false
- id: event
  events: [follow]
  reply: [{ type: image }, { type: event, name: follow }, { type: text, text: 'x', bold: true }]
- id: nowhere
  tags: [a, a]
  reply: ok
- text
`), [
    "2:3 a rule needs 'reply', 'handOver' or 'ticket'",
    '3:8 any must NOT have fewer than 1 items',
    "4:3 unknown key 'replay'",
    "5:7 id 'refund' is taken by the rule in line 2",
    '7:10 reply must NOT have fewer than 1 characters',
    '8:7 id must match pattern "^[\\p{L}\\p{N}_.-]{1,64}$"',
    '9:11 types.0 must be one of text, image, voice, video, file, location, link, card, event, menu, template, form, unsupported',
    '10:13 priority must be integer',
    '11:10 unknown variable {{nmae}}; there is {{name}}',
    "12:3 a rule needs 'id'",
    '12:9 any.0 must match pattern "\\S"',
    '12:15 any.1 must be string',
    '13:13 handOver must be true or a reason; leave it out where nobody hands over',
    "16:11 reply.0 must have required property 'media'",
    "16:28 reply.1.type 'event' cannot be sent",
    "16:59 reply.2 has an unknown field 'bold'",
    "17:3 a rule needs 'any', 'all', 'types' or 'events'",
    '18:9 tags must NOT have duplicate items (items ## 1 and 0 are identical)',
    '20:3 a rule must be object'
  ])
  t.end()
})

t.test('says what is wrong with a ticket and with a look-up', (t) => {
  t.same(mistakesIn(`
- id: one
  any: [x]
  ticket: { subject: 'x {{order}}', fields: { what: '{{text}} {{tetx}}', size: [1] }, priority: soon }
- { id: two, any: [x], lookUp: invoices, reply: x }
- id: three
  any: [x]
  lookUp: orders
  reply: '{{order}} {{parcels}} {{text}}'
  notFound: 'no {{order}}'
- { id: four, any: [x], lookUp: orders, ticket: { type: t, subject: s } }
- { id: five, any: [x], reply: x, unavailable: y }
- { id: six, any: [x], lookUp: parcels, reply: '{{name}} {{parcels}} {{items}}', ticket: { type: t, subject: '{{order}} {{text}}', fields: { isNew: true, count: 2 } } }
`), [
    "4:11 ticket needs 'type'",
    '4:22 unknown variable {{order}}; there is {{name}}, {{text}}',
    '4:53 unknown variable {{tetx}}; there is {{name}}, {{text}}',
    '4:80 ticket.fields.size must be string,number,boolean',
    '4:97 ticket.priority must be one of low, normal, high, urgent',
    '5:32 lookUp must be one of orders, parcels',
    '9:10 unknown variable {{parcels}}; there is {{name}}, {{order}}, {{status}}, {{items}}, {{total}}, {{placedOn}}',
    '9:10 unknown variable {{text}}; there is {{name}}, {{order}}, {{status}}, {{items}}, {{total}}, {{placedOn}}',
    '10:13 unknown variable {{order}}; there is {{name}}',
    "11:3 a rule with 'lookUp' needs a 'reply' that tells what was found",
    "12:48 unavailable is for rules with 'lookUp'"
  ])
  t.end()
})

t.test('reports what is no YAML with its place', (t) => {
  t.match(mistakesIn('- { id: a\n- b'), [/^\d+:\d+ /])
  t.match(mistakesIn('- id: a\n  id: b\n  any: [x]\n  reply: y'), [/^2:3 Map keys must be unique/])
  t.match(mistakesIn('a: &a [x]\n' + 'b: '), [/the file must be a list of rules/])
  t.end()
})

t.test('refuses a file that is no list', (t) => {
  t.same(mistakesIn('rules: []'), ['1:1 the file must be a list of rules'])
  t.same(mistakesIn('just words'), ['1:1 the file must be a list of rules'])
  t.end()
})

t.test('refuses aliases that grow', (t) => {
  const bomb = ['- &a0 [x, x]', ...Array.from({ length: 30 }, (_, index) => `- &a${index + 1} [*a${index}, *a${index}]`)].join('\n')
  t.match(mistakesIn(bomb), [/alias/i])
  t.end()
})

t.test('names the file, and counts what it does not show', async (t) => {
  const folder = t.testdir({ 'bot.yaml': '- { id: a, reply: x }\n'.repeat(120) })
  const file = `${folder}/bot.yaml`
  await t.rejects(readRules(file), { code: 'BOT_ERR_RULES_INVALID', message: /239 mistake/ })
  const { message } = await readRules(file).catch((error: unknown) => error as Error) as Error
  t.match(message, `${file}:1:3 a rule needs 'any', 'all', 'types' or 'events'`)
  t.match(message, /and 139 more$/)
})

t.test('says why a file cannot be read', async (t) => {
  const folder = t.testdir({ 'latin.yaml': Buffer.from('- id: caf\xe9', 'latin1'), 'long.yaml': '#'.repeat(8 * 1024 * 1024 + 1) })
  await t.rejects(readRules(`${folder}/none.yaml`), { code: 'BOT_ERR_RULES_UNREADABLE', message: /ENOENT/ })
  await t.rejects(readRules(`${folder}/latin.yaml`), { code: 'BOT_ERR_RULES_UNREADABLE', message: /not UTF-8/ })
  await t.rejects(readRules(`${folder}/long.yaml`), { code: 'BOT_ERR_RULES_UNREADABLE', message: /longer than 8 MiB/ })
})
