import { readFile } from 'node:fs/promises'
import t from 'tap'
import { parse } from 'yaml'
import { connect, openHub, openVisit } from './stand.js'

interface Rule { any?: string[], none?: string[], handOver?: true | string }

t.test('the button for a person says what the bot\'s own rules hand over on, in both languages', async (t) => {
  const hub = await openHub(t)
  const { cookie, body } = await openVisit(hub)
  const { person } = (body as unknown as { brand: { person: { zh: string, en: string } } }).brand
  const [rule] = parse(await readFile(new URL('../../../config/bot.yaml', import.meta.url), 'utf8')) as Rule[]
  t.ok(rule?.handOver)
  const widget = await connect(t, hub, cookie)
  for (const label of [person.zh, person.en]) {
    widget.say({ kind: 'send', clientId: `client-${label.length}000`, content: { type: 'choice', id: 'handover', label } })
    await widget.next()
    const { content } = hub.received.at(-1) ?? {}
    t.strictSame(content, { type: 'text', text: label })
    const has = (keyword: string): boolean => label.toLowerCase().includes(keyword)
    t.ok(rule?.any?.some(has), label)
    t.notOk(rule?.none?.some(has), label)
  }
})
