import assert from 'node:assert/strict'
import type { ErpDefinition, ExportedTicket } from '../erp.js'
import { TICKET_STATES, type TicketComment } from '../ticket.js'
import type { Bench } from './bench.js'
import type { Check } from './check.js'
import { method, needed, toExport, toTicketFile } from './erp-calls.js'
import type { ErpSample } from './erp-sample.js'
import { HOSTILE_NAMES, HOSTILE_TEXT } from './hostile.js'
import { COMPLAINT } from './person.js'
import { defineSystemCheck } from './system-check.js'

const define = (name: string, look: (bench: Bench<ErpDefinition, ErpSample>) => Promise<void>): Check<ErpDefinition, ErpSample> =>
  defineSystemCheck<ErpDefinition, ErpSample>(name, look, ({ tickets }) => tickets !== null)

/** How a ticket gets into another system. */
export const erpTicketChecks: ReadonlyArray<Check<ErpDefinition, ErpSample>> = [
  define('a new ticket gets all that it has', async (bench) => {
    const run = await bench.open()
    const stand = needed(run.stand.tickets, 'tickets')
    const bytes = Buffer.from('GIF89a')
    const files = bench.sample.tickets?.takesFiles === true ? [await toTicketFile(run, 'photo.gif', bytes)] : []
    const exported = await method(run, 'exportTicket')(toExport(bench.sample, { rest: { comments: [comment(bench, 1)], files } }))
    assertExported(exported)
    const [seen, ...others] = await stand.all()
    assert.deepEqual(others, [])
    assert.equal(seen?.id, exported.externalId)
    for (const text of ['Complaint ticket-1', COMPLAINT]) assert.ok(seen?.text.includes(text), `'${text}' is not in ${JSON.stringify(seen?.text)}`)
    assert.ok((await stand.comments(exported.externalId)).some((text) => text.includes('word 1')), 'the comment is not there')
    if (files.length > 0) assert.deepEqual(await stand.files(exported.externalId), [{ name: 'photo.gif', bytes }])
  }),

  define('a ticket is made once for each key, from whichever process', async (bench) => {
    const run = await bench.open()
    const other = await bench.open({ stand: run.stand })
    const first = await method(run, 'exportTicket')(toExport(bench.sample))
    for (const again of [run, other]) assert.equal((await method(again, 'exportTicket')(toExport(bench.sample))).externalId, first.externalId)
    const second = await method(run, 'exportTicket')(toExport(bench.sample, { key: 'ticket-10' }))
    assert.notEqual(second.externalId, first.externalId, 'another key')
    assert.equal((await needed(run.stand.tickets, 'tickets').all()).length, 2, 'tickets')
  }),

  define('a ticket that is there is brought up to date', async (bench) => {
    const run = await bench.open()
    const stand = needed(run.stand.tickets, 'tickets')
    const exportTicket = method(run, 'exportTicket')
    const { externalId } = await exportTicket(toExport(bench.sample, { rest: { comments: [comment(bench, 1)] } }))
    const again = await exportTicket(toExport(bench.sample, { ticket: { subject: 'As it is now' }, rest: { externalId, comments: [comment(bench, 2), comment(bench, 3)] } }))
    assertExported(again)
    assert.equal(again.externalId, externalId)
    const [seen, ...others] = await stand.all()
    assert.deepEqual(others, [])
    assert.ok(seen?.text.includes('As it is now'), `the ticket reads ${JSON.stringify(seen?.text)}`)
    const texts = (await stand.comments(externalId)).join('\n')
    const places = ['word 1', 'word 2', 'word 3'].map((word) => texts.indexOf(word))
    assert.ok(places.every((place, index) => place > (places[index - 1] ?? -1)), `the comments are ${texts}`)
  }),

  define('comments and files are added once', async (bench) => {
    const run = await bench.open()
    const stand = needed(run.stand.tickets, 'tickets')
    const exportTicket = method(run, 'exportTicket')
    const bytes = Buffer.from('GIF89a')
    const files = bench.sample.tickets?.takesFiles === true ? [await toTicketFile(run, 'photo.gif', bytes)] : []
    const comments = [comment(bench, 1), comment(bench, 2)]
    const { externalId } = await exportTicket(toExport(bench.sample, { rest: { comments, files } }))
    await exportTicket(toExport(bench.sample, { rest: { externalId, comments, files } }))
    await exportTicket(toExport(bench.sample, { rest: { comments, files } }))
    const texts = await stand.comments(externalId)
    for (const { text } of comments) assert.equal(texts.filter((seen) => seen.includes(text)).length, 1, `comments '${text}'`)
    assert.equal((await stand.files(externalId)).length, files.length, 'files')
  }),

  define('unicode and markup survive in a ticket', async (bench) => {
    const run = await bench.open()
    const stand = needed(run.stand.tickets, 'tickets')
    for (const [index, hostile] of HOSTILE_NAMES.entries()) {
      const { externalId } = await method(run, 'exportTicket')(toExport(bench.sample, {
        key: `ticket-${index}`,
        ticket: { subject: hostile, description: `${HOSTILE_TEXT}\0` },
        rest: { comments: [{ ...comment(bench, 1), text: `${HOSTILE_TEXT}\0` }] }
      }))
      const seen = (await stand.all()).find(({ id }) => id === externalId)
      const texts = [seen?.text ?? '', ...await stand.comments(externalId)].map((text) => text.replaceAll('\r\n', '\n'))
      assert.ok(texts[0]?.includes(hostile), `${JSON.stringify(hostile)} is not in ${JSON.stringify(texts[0])}`)
      assert.ok(texts[0]?.includes(HOSTILE_TEXT), `the description is in ${JSON.stringify(texts[0])}`)
      assert.ok(texts.slice(1).some((text) => text.includes(HOSTILE_TEXT)), `the comments are ${JSON.stringify(texts.slice(1))}`)
      assert.ok(texts.every((text) => !text.includes('\0')), 'a NUL got through')
    }
  }),

  define('a ticket without a known customer is exported', async (bench) => {
    const run = await bench.open()
    assertExported(await method(run, 'exportTicket')(toExport(bench.sample, { rest: { contact: { name: 'Visitor' } } })))
  })
]

function comment (bench: Bench<ErpDefinition, ErpSample>, number: number): TicketComment {
  return { id: `comment-${number}`, at: new Date(bench.sample.nowMs + number * 1000), by: { kind: 'agent', id: 'agent-1', name: 'Agent' }, text: `word ${number}`, isPublic: number % 2 === 0 }
}

/** Asserts that what is said of a ticket is what the contract says. */
export function assertExported (exported: ExportedTicket): void {
  const where = `ticket ${JSON.stringify(exported)}`
  assert.ok(typeof exported.externalId === 'string' && exported.externalId !== '', `${where}: externalId`)
  assert.ok(typeof exported.status === 'string' && exported.status !== '', `${where}: status`)
  assert.ok(TICKET_STATES.includes(exported.state), `${where}: state`)
  assert.ok(exported.changedAt instanceof Date && !Number.isNaN(exported.changedAt.getTime()), `${where}: changedAt`)
  if (exported.url !== undefined) assert.match(exported.url, /^https?:\/\//, `${where}: url`)
}
