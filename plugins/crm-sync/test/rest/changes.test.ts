import type { CrmContact } from '@kefuhub/contract'
import t from 'tap'
import type { Options } from '../../src/rest/index.js'
import { openStand, type Stand } from './stand.js'

type Changes = NonNullable<Options['changes']>

async function readAll (crm: Stand['crm'], from?: string, onPage?: () => void): Promise<{ contacts: CrmContact[], cursor: string, pages: number }> {
  const contacts: CrmContact[] = []
  let [cursor, pages] = [from, 0]
  for (let more = true; more;) {
    const page = await crm.changesSince(cursor)
    contacts.push(...page.contacts);
    ({ cursor, more } = page)
    pages++
    onPage?.()
  }
  return { contacts, cursor: cursor ?? '', pages }
}

const paged = (more: Partial<Changes> = {}, size = 3) => (own: Options): object => ({ ...own, changes: { ...own.changes, query: { changed_from: '{{since}}', size: String(size) }, overlapMs: 0, ...more } })
const numbered: Partial<Changes> = { paging: { items: 'data.list', next: { page: { param: 'page', first: 1 } } } }

t.test('reads all in every way of paging, however many changed in one second', async (t) => {
  for (const [name, options] of [['by cursor', {}], ['by number', numbered], ['unsorted', { isSorted: false }], ['unsorted by number', { ...numbered, isSorted: false }]] as const) {
    for (const perSecond of [1, 2, 10, 50]) {
      const { crm, desk, advance } = await openStand(t, { options: paged(options) })
      for (let index = 0; index < 20; index++) {
        if (index % perSecond === 0) advance(1000)
        desk.add({ full_name: `No ${index}` })
      }
      const { contacts } = await readAll(crm)
      t.equal(new Set(contacts.map(({ id }) => id)).size, 20, `${name}, ${perSecond} a second`)
    }
  }
})

t.test('does not lose what changes while pages are read', async (t) => {
  const { crm, desk, advance } = await openStand(t, { options: paged() })
  const customers = Array.from({ length: 15 }, (_, index) => {
    advance(1000)
    return desk.add({ full_name: `No ${index}` })
  })
  let round = 0
  const { contacts } = await readAll(crm, undefined, () => {
    if (++round > 6) return
    advance(1000)
    desk.change(customers[round] ?? customers[0]!, { remark: `round ${round}` })
  })
  for (const { cust_no: no, remark } of customers) t.equal(contacts.findLast(({ id }) => id === String(no))?.fields['remark'], remark)
})

t.test("reads again what may have come to light late, by the system's clock", async (t) => {
  const { crm, desk, advance } = await openStand(t, { options: paged({ overlapMs: 60_000 }) })
  desk.add({ full_name: 'Early' })
  advance(600_000)
  desk.add({ full_name: 'Late' })
  advance(10_000)
  const first = await readAll(crm)
  t.equal(first.contacts.length, 2)
  advance(30_000)
  const second = await readAll(crm, first.cursor)
  t.same(second.contacts.map(({ name }) => name), ['Late'])
  advance(300_000)
  const third = await readAll(crm, second.cursor)
  t.same((await readAll(crm, third.cursor)).contacts, [])
})

t.test('goes by the latest change where the system does not tell its time', async (t) => {
  const { crm, desk } = await openStand(t, { options: paged({ overlapMs: 60_000 }) })
  const customer = desk.add({ full_name: 'A' })
  const answer = desk.answer.bind(desk)
  desk.answer = (request) => ({ ...answer(request), headers: { date: 'unknown' } })
  const { cursor } = await readAll(crm)
  t.same(JSON.parse(cursor), { sinceMs: customer.updated * 1000 - 60_000 })
  t.equal((await readAll(crm, cursor)).contacts.length, 1)
})

t.test('tells of deleted records', async (t) => {
  const { crm, desk } = await openStand(t, { options: paged() })
  const customer = desk.add({ full_name: 'A' })
  desk.change(customer, { deleted: true })
  t.match((await readAll(crm)).contacts, [{ isGone: true }])
})

t.test('is not held up by a record that does not fit', async (t) => {
  const { crm, desk, hub } = await openStand(t, { options: (own) => ({ ...own, contact: { ...own.contact, id: 'level = "gold" ? nothing : $string(cust_no)' } }) })
  desk.add({ full_name: 'A', level: 'gold' })
  desk.add({ full_name: 'B' })
  t.match((await readAll(crm)).contacts, [{ name: 'B' }])
  t.match(hub.logs.filter(({ level }) => level === 'warn'), [{ message: /left out/, fields: { reason: /contact\/id finds no id/ } }])
})

t.test('starts from the beginning with a cursor that is not its own', async (t) => {
  const { crm, desk } = await openStand(t)
  desk.add({ full_name: 'A' })
  for (const cursor of ['', 'x', 'null', '{}']) t.equal((await crm.changesSince(cursor)).contacts.length, 1, cursor)
})
