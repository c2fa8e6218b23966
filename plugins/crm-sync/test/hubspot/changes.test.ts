import type { CrmChanges, CrmContact } from '@kefuhub/contract'
import t from 'tap'
import { fromCursor } from '../../src/hubspot/cursor.js'
import { NOW_MS, openStand, type Stand } from './stand.js'

interface Reading { contacts: CrmContact[], pages: number, cursor: string }

async function readAll (crm: Stand['crm'], from?: string, onPage?: (page: CrmChanges) => void): Promise<Reading> {
  const contacts: CrmContact[] = []
  let [cursor, pages] = [from, 0]
  for (let more = true; more;) {
    const page = await crm.changesSince(cursor)
    contacts.push(...page.contacts);
    ({ cursor, more } = page)
    pages++
    onPage?.(page)
  }
  return { contacts, pages, cursor: cursor ?? '' }
}

const names = (contacts: readonly CrmContact[]): Array<string | undefined> => contacts.map(({ name }) => name)
const never = { archivedEveryMs: 604_800_000 }

t.test('reads all, however many were changed in one millisecond', async (t) => {
  for (const [name, perTick] of [['one at a time', 1], ['some together', 4], ['more than half a page together', 7], ['pages together', 35], ['all together', 120]] as const) {
    const { crm, hubspot, advance } = await openStand(t, { options: { ...never, pageSize: 10 } })
    hubspot.fill(120, (index) => {
      if (index % perTick === 0) advance(1)
      return { lastname: `No ${index}` }
    })
    const { contacts } = await readAll(crm, undefined, ({ contacts, cursor }) => {
      t.same(contacts.map(({ changedAt }) => changedAt.getTime()), contacts.map(({ changedAt }) => changedAt.getTime()).sort((a, b) => a - b), 'in the order of time')
      t.ok(cursor.length < 1000)
    })
    t.equal(new Set(contacts.map(({ id }) => id)).size, 120, name)
    t.equal(contacts.length, 120, `${name}: none twice`)
  }
})

t.test('reads again for as long as search may not show everything', async (t) => {
  const { crm, hubspot, advance } = await openStand(t, { searchLagMs: 30_000, options: { ...never, searchLagMs: 60_000, pageSize: 2 } })
  hubspot.contacts.insert({ lastname: 'Early' })
  advance(600_000)
  hubspot.contacts.insert({ lastname: 'Late' })
  advance(10_000)
  const first = await readAll(crm)
  t.same(names(first.contacts), ['Early'])
  advance(25_000)
  const second = await readAll(crm, first.cursor)
  t.same(names(second.contacts), ['Late'])
  advance(60_000)
  const third = await readAll(crm, second.cursor)
  t.same(names(third.contacts), ['Late'], 'once more: a repeat does no harm')
  advance(60_000)
  t.same(names((await readAll(crm, third.cursor)).contacts), [])
})

t.test('does not lose what becomes visible behind a reading that is under way', async (t) => {
  const { crm, hubspot, advance } = await openStand(t, { searchLagMs: 30_000, options: { ...never, searchLagMs: 60_000, pageSize: 2 } })
  hubspot.fill(4, (index) => {
    advance(1000)
    return { lastname: `No ${index}` }
  })
  advance(40_000)
  const page = await crm.changesSince(undefined)
  hubspot.contacts.insert({ lastname: 'Hidden' })
  advance(1000)
  const first = await readAll(crm, page.cursor)
  advance(40_000)
  const second = await readAll(crm, first.cursor)
  t.ok(names(second.contacts).includes('Hidden'))
})

t.test('does not lose what changes while pages are read', async (t) => {
  const { crm, hub, hubspot, advance } = await openStand(t, { options: { ...never, pageSize: 5 } })
  hubspot.fill(30, (index) => {
    advance(1000)
    return { lastname: `No ${index}` }
  })
  let changes = 0
  const rows = [...hubspot.contacts.table.byChange()]
  const { contacts } = await readAll(crm, undefined, ({ contacts }) => {
    if (++changes > 5) return
    advance(500)
    for (const { id } of contacts) hubspot.contacts.table.change(rows.find((row) => String(row.id) === id) ?? rows[0]!, { city: `round ${changes}` }, hub.clock.now())
  })
  t.equal(new Set(contacts.map(({ id }) => id)).size, 30)
  for (const row of rows) t.equal(contacts.findLast(({ id }) => id === String(row.id))?.fields['city'], row.values['city'] ?? null)
})

t.test('tells of archived contacts, as often as the config says', async (t) => {
  const { crm, hubspot, advance } = await openStand(t, { options: { archivedEveryMs: 3_600_000, searchLagMs: 1000 } })
  hubspot.fill(250, (index) => ({ lastname: `No ${index}` }))
  const rows = [...hubspot.contacts.table.byChange()]
  hubspot.contacts.table.archive(rows[0]!, NOW_MS - 86_400_000)
  advance(60_000)
  const first = await readAll(crm)
  t.equal(first.contacts.length, 249)
  t.equal(hubspot.server.count('GET contacts'), 0, 'nobody knows them yet')
  for (const row of rows.slice(1, 121)) hubspot.contacts.table.archive(row, NOW_MS + 120_000)
  advance(1_800_000)
  const second = await readAll(crm, first.cursor)
  t.equal(hubspot.server.count('GET contacts'), 0, 'not due')
  advance(1_800_000)
  const third = await readAll(crm, second.cursor)
  t.equal(hubspot.server.count('GET contacts'), 2)
  t.equal(third.contacts.length, 120)
  t.ok(third.contacts.every(({ isGone, changedAt }) => isGone === true && changedAt.getTime() === NOW_MS + 120_000))
  advance(3_600_000)
  t.same((await readAll(crm, third.cursor)).contacts, [], 'told once')
})

t.test('starts from the beginning with a cursor that is not its own', async (t) => {
  const { crm, hubspot } = await openStand(t, { options: never })
  hubspot.contacts.insert({ lastname: 'A' })
  for (const cursor of ['', 'no JSON', 'null', '7', '{}', '{"fromMs":"x","seen":[]}', '{"from":1,"seen":""}']) {
    t.equal(fromCursor(cursor), undefined, cursor)
    t.equal((await crm.changesSince(cursor)).contacts.length, 1)
  }
})
