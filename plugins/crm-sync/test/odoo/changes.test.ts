import t from 'tap'
import { openStand, type Stand } from './stand.js'

/** Reads on until nothing more is there. */
async function readAll ({ instance }: Stand, from?: string): Promise<{ ids: string[], cursor: string, pages: number }> {
  const ids: string[] = []
  let cursor = from
  for (let pages = 1; ; pages++) {
    const page = await instance.changesSince(cursor)
    for (const { id } of page.contacts) ids.push(id)
    cursor = page.cursor
    if (!page.more) return { ids, cursor, pages }
  }
}

t.test('a hundred thousand partners come, each once, those of one second included', async (t) => {
  const stand = await openStand(t, { options: { fields: ['ref'], pageSize: 800 } })
  const { odoo, advance } = stand
  for (let second = 0; second < 100; second++) {
    odoo.partners.create(Array.from({ length: 1000 }, (_, index) => ({ name: `Customer ${second}-${index}`, email: `c${second}.${index}@example.com` })))
    advance(1000)
  }
  advance(600_000)
  const { ids, cursor } = await readAll(stand)
  t.equal(ids.length, 100_000)
  t.equal(new Set(ids).size, 100_000)
  odoo.partners.write([4711], { name: 'Renamed' })
  t.same((await readAll(stand, cursor)).ids, ['4711'])
})

t.test('what was archived comes as gone', async (t) => {
  const stand = await openStand(t)
  const [id = 0] = stand.odoo.partners.create([{ name: 'Ann' }])
  const { cursor } = await readAll(stand)
  stand.odoo.partners.write([id], { active: false })
  const { contacts } = await stand.instance.changesSince(cursor)
  t.match(contacts, [{ id: String(id), isGone: true }])
})

t.test('without a Date in the answer the clock of the hub does', async (t) => {
  const stand = await openStand(t)
  stand.odoo.partners.create([{ name: 'Ann' }])
  await stand.instance.getContacts(['1'])
  stand.odoo.server.fail({ on: 'res.partner.search_read', answer: { status: 200, body: [], headers: { date: '' } } })
  const { cursor, more } = await stand.instance.changesSince(undefined)
  t.equal(more, false)
  t.same((await readAll(stand, cursor)).ids, ['1'])
})
