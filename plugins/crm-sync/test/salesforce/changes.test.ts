import t from 'tap'
import { openStand, type Stand } from './stand.js'

/** Reads on until nothing more is there. */
async function readAll ({ instance }: Stand, from?: string): Promise<{ ids: string[], cursor: string }> {
  const ids: string[] = []
  let cursor = from
  for (;;) {
    const page = await instance.changesSince(cursor)
    for (const { id } of page.contacts) ids.push(id)
    cursor = page.cursor
    if (!page.more) return { ids, cursor }
  }
}

t.test('a hundred thousand contacts come, each once, those of one second included', async (t) => {
  const stand = await openStand(t, { options: { fields: ['Title'], pageSize: 800 } })
  const { salesforce, advance } = stand
  for (let second = 0; second < 100; second++) {
    for (let number = 0; number < 1000; number++) salesforce.contacts.seed({ LastName: `Customer ${second}-${number}` })
    advance(1000)
  }
  advance(600_000)
  const { ids, cursor } = await readAll(stand)
  t.equal(ids.length, 100_000)
  t.equal(new Set(ids).size, 100_000)
  const [some = ''] = ids.slice(4711)
  salesforce.contacts.update(some, { LastName: 'Renamed' })
  t.same((await readAll(stand, cursor)).ids, [some])
})

t.test('what was deleted comes as gone', async (t) => {
  const stand = await openStand(t)
  const id = stand.salesforce.contacts.insert({ LastName: 'Lee' }, { allowSave: true })
  const { cursor } = await readAll(stand)
  stand.salesforce.contacts.remove(id)
  const { contacts } = await stand.instance.changesSince(cursor)
  t.match(contacts, [{ id, isGone: true }])
})

t.test('without a Date in the answer the clock of the hub does', async (t) => {
  const stand = await openStand(t)
  stand.salesforce.contacts.insert({ LastName: 'Lee' }, { allowSave: true })
  await stand.instance.findContacts({ externalId: 'h1' })
  stand.salesforce.server.fail({ on: 'GET /queryAll', answer: { status: 200, body: { done: true, records: [] }, headers: { date: '' } } })
  const { cursor } = await stand.instance.changesSince(undefined)
  t.equal((await readAll(stand, cursor)).ids.length, 1)
})
