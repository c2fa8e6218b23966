import assert from 'node:assert/strict'
import type { CrmContact, CrmDefinition, CrmInstance } from '../crm.js'
import type { Check } from './check.js'
import { assertWhole } from './crm-find-checks.js'
import type { CrmSample, CrmStand } from './crm-sample.js'
import { defineSystemCheck } from './system-check.js'

const MOST_PAGES = 1000
const MAX_CURSOR_LENGTH = 4096

const define = defineSystemCheck<CrmDefinition, CrmSample>

/** How a CRM plugin follows what others change there. */
export const crmChangeChecks: ReadonlyArray<Check<CrmDefinition, CrmSample>> = [
  define('all records come, page by page, the oldest change first', async (bench) => {
    const { hub, stand } = await bench.open()
    assert.deepEqual((await readAll(hub.instance, undefined)).contacts, [], 'of an empty CRM')
    const added = await seed(stand, bench.sample.threePages)
    const { contacts, pages, cursor } = await readAll(hub.instance, undefined)
    assert.ok(pages.length >= 3, `${added.length} records are ${pages.length} pages`)
    assert.deepEqual([...new Set(contacts.map(({ id }) => id))].sort(), added.sort())
    for (const contact of contacts) assertWhole(contact)
    for (const page of pages) {
      const times = page.map(({ changedAt }) => changedAt.getTime())
      assert.deepEqual(times, [...times].sort((a, b) => a - b), 'the times of a page')
    }
    const quiet = await readAll(hub.instance, cursor)
    // An overlap may be read again, and no more than that.
    assert.ok(quiet.pages.length <= pages.length, `${quiet.pages.length} pages though nothing changed`)
  }),

  define('what changes between two pages is not lost', async (bench) => {
    const { hub, stand } = await bench.open()
    const added = await seed(stand, bench.sample.threePages)
    const first = await hub.instance.changesSince(undefined)
    assert.ok(first.more, 'the first page is the last')
    const read = first.contacts[0]?.id ?? ''
    const unread = added.find((id) => first.contacts.every((contact) => contact.id !== id)) ?? ''
    await stand.change(read, { name: 'Changed after it was read' })
    await stand.change(unread, { name: 'Changed before it was read' })
    const late = await stand.add({ name: 'Came late' })
    const { contacts } = await readAll(hub.instance, first.cursor)
    const names = new Map([...first.contacts, ...contacts].map(({ id, name }) => [id, name]))
    assert.deepEqual([...names.keys()].sort(), [...added, late].sort(), 'the records')
    assert.deepEqual([names.get(read), names.get(unread), names.get(late)], ['Changed after it was read', 'Changed before it was read', 'Came late'])
  }),

  define('a cursor is good in another process, and brings what changed since', async (bench) => {
    const run = await bench.open()
    const { stand } = run
    const added = await seed(stand, 3)
    const { cursor } = await readAll(run.hub.instance, undefined)
    await run.hub.close()
    const [one = '', two = '', three = ''] = added
    await stand.change(two, { name: 'Changed meanwhile' })
    const { hub } = await bench.open({ stand })
    const changed = await readAll(hub.instance, cursor)
    assert.equal(latest(changed.contacts, two)?.name, 'Changed meanwhile')
    // What changes twice is told twice, or once as it is in the end.
    await stand.change(two, { name: 'Changed once more' })
    await stand.change(one, { name: 'Changed too' })
    const again = await readAll(hub.instance, changed.cursor)
    assert.deepEqual([latest(again.contacts, two)?.name, latest(again.contacts, one)?.name], ['Changed once more', 'Changed too'])
    if (stand.remove === undefined) return
    await stand.remove(three)
    assert.equal(latest((await readAll(hub.instance, again.cursor)).contacts, three)?.isGone, true, 'a record that was removed')
  })
]

interface Reading { contacts: CrmContact[], pages: CrmContact[][], cursor: string }

/** Reads on until nothing more is there. */
async function readAll (instance: CrmInstance, from: string | undefined): Promise<Reading> {
  const pages: CrmContact[][] = []
  let cursor = from
  for (let more = true; more;) {
    const page = await instance.changesSince(cursor)
    pages.push(page.contacts);
    ({ cursor, more } = page)
    assert.ok(typeof cursor === 'string' && cursor.length <= MAX_CURSOR_LENGTH, `the cursor is ${JSON.stringify(cursor)?.slice(0, 100)}`)
    assert.ok(pages.length <= MOST_PAGES, 'the pages do not end')
  }
  return { contacts: pages.flat(), pages, cursor: cursor ?? '' }
}

async function seed (stand: CrmStand, count: number): Promise<string[]> {
  const added: string[] = []
  for (let index = 0; index < count; index++) added.push(await stand.add({ name: `Customer ${index}`, email: `customer.${index}@mail.example` }))
  return added
}

function latest (contacts: readonly CrmContact[], id: string): CrmContact | undefined { return contacts.findLast((contact) => contact.id === id) }
