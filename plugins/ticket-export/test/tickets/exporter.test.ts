import { Rejected, Retryable, Uncertain, Unauthorized } from '@kefuhub/contract'
import { FakeClock, FakeMedia } from '@kefuhub/contract/testing'
import t, { type Test } from 'tap'
import { Exporter, type LoadedFile, type TicketRecord, type TicketSystem } from '../../src/tickets/exporter.js'
import { NOW_MS } from '../samples/stand.js'
import { commentOf, failsAs, ticketOf } from '../open.js'

const LAG_MS = 30_000

/** A ticket system in memory, whose search comes late. */
class Desk implements TicketSystem {
  readonly maxFileBytes = 100
  readonly searchLagMs: number
  readonly clock = new FakeClock(NOW_MS)
  readonly records: Array<TicketRecord & { key: string, atMs: number, texts: string[] }> = []
  readonly attached: LoadedFile[] = []
  created = 0
  updated = 0
  /** Thrown by the next creation, after it was done or not. */
  onCreate: { error: Error, isDone: boolean } | undefined
  onUpdate: Error | undefined

  constructor (searchLagMs = LAG_MS) { this.searchLagMs = searchLagMs }

  async read (id: string) { return this.records.find((record) => record.id === id) }

  async find (key: string) { return this.records.find((record) => record.key === key && this.clock.now() >= record.atMs + this.searchLagMs) }

  async create ({ key }: { key: string }) {
    const fault = this.onCreate
    this.onCreate = undefined
    if (fault?.isDone === false) throw fault.error
    const record = { id: String(++this.created), key, status: 'open', state: 'in-progress' as const, changedAt: new Date(NOW_MS), atMs: this.clock.now(), texts: [] }
    this.records.push(record)
    if (fault !== undefined) throw fault.error
    return { record, isNew: true }
  }

  async texts ({ id }: TicketRecord) { return (await this.read(id))?.texts ?? [] }

  async comment ({ id }: TicketRecord, { text }: { text: string }, mark: string) { (await this.read(id))?.texts.push(`${text} ${mark}`) }

  async attach ({ id }: TicketRecord, file: LoadedFile) {
    this.attached.push(file);
    (await this.read(id))?.texts.push(file.mark)
  }

  async update (record: TicketRecord) {
    this.updated++
    if (this.onUpdate !== undefined) throw this.onUpdate
    return record
  }
}

function openExporter (desk: Desk) {
  const cursors = new Map<string, string>()
  const media = new FakeMedia(1000)
  const hub = {
    media,
    clock: desk.clock,
    log: { debug () {}, info () {}, warn () {}, error () {} },
    cursors: { async get (name: string) { return cursors.get(name) }, async set (name: string, cursor: string) { cursors.set(name, cursor) } }
  }
  return { media, cursors, exporter: new Exporter(hub, desk), another: () => new Exporter(hub, desk) }
}

t.test('does not create again what the search does not show yet after a lost answer', async (t) => {
  const desk = new Desk()
  const { exporter, another } = openExporter(desk)
  desk.onCreate = { error: new Uncertain('lost'), isDone: true }
  await failsAs(t, exporter.export(ticketOf()), { verdict: 'uncertain' })
  desk.clock.advance(10_000)
  await failsAs(t, another().export(ticketOf()), { verdict: 'retry', afterMs: 20_000 }, 'in another process, too early')
  desk.clock.advance(20_000)
  t.equal((await another().export(ticketOf())).externalId, '1')
  t.equal(desk.created, 1)
})

t.test('creates what was not created, once the search would show it', async (t) => {
  const desk = new Desk()
  const { exporter } = openExporter(desk)
  desk.onCreate = { error: new Uncertain('lost'), isDone: false }
  await failsAs(t, exporter.export(ticketOf()), { verdict: 'uncertain' })
  desk.clock.advance(LAG_MS)
  t.equal((await exporter.export(ticketOf())).externalId, '1')
  t.equal(desk.created, 1)
})

t.test('looks at once where the search is never late', async (t) => {
  const desk = new Desk(0)
  const { exporter, cursors } = openExporter(desk)
  desk.onCreate = { error: new Uncertain('lost'), isDone: true }
  t.equal((await exporter.export(ticketOf())).externalId, '1')
  t.equal(cursors.size, 0)
})

t.test('remembers what it created when something after that fails', async (t) => {
  const desk = new Desk()
  const { exporter, another } = openExporter(desk)
  desk.onUpdate = new Retryable('busy')
  await failsAs(t, exporter.export(ticketOf()), { verdict: 'retry' })
  desk.onUpdate = undefined
  t.equal((await another().export(ticketOf())).externalId, '1')
  t.equal(desk.created, 1)
})

t.test('doubts of many tickets keep apart, and go away', async (t) => {
  const desk = new Desk()
  const { exporter, cursors } = openExporter(desk)
  desk.onUpdate = new Retryable('busy')
  const keys = Array.from({ length: 600 }, (_, index) => `key-${index}`)
  await Promise.all(keys.map((key) => exporter.export(ticketOf({}, { key })).catch(() => {})))
  t.equal(desk.created, 600)
  desk.onUpdate = undefined
  for (const key of keys) await exporter.export(ticketOf({}, { key }))
  t.equal(desk.created, 600)
  t.ok(cursors.size <= 256, String(cursors.size))
  desk.clock.advance(25 * 3_600_000)
  desk.onCreate = { error: new Uncertain('lost'), isDone: false }
  await exporter.export(ticketOf({}, { key: 'key-new' })).catch(() => {})
  t.ok([...cursors.values()].some((notes) => notes.includes('key-new') && !/key-\d/.test(notes)), 'old notes are gone')
})

t.test('passes on what is not in doubt', async (t) => {
  const desk = new Desk()
  const { exporter, cursors } = openExporter(desk)
  for (const error of [new Rejected('no'), new Unauthorized('no'), new Retryable('later')]) {
    desk.onCreate = { error, isDone: false }
    await failsAs(t, exporter.export(ticketOf()), { verdict: error.verdict })
  }
  t.equal(cursors.size, 0)
})

t.test('a ticket that somebody deleted there is not made again', async (t) => {
  const { exporter } = openExporter(new Desk())
  await failsAs(t, exporter.export(ticketOf({}, { externalId: '404' })), { verdict: 'rejected', message: /404 is not there any more/ })
})

t.test('says why a file does not come', async (t) => {
  const desk = new Desk()
  const { exporter, media } = openExporter(desk)
  const { id: mediaId = '' } = await media.put(Buffer.from('abc'), {})
  const file = (id: string, bytes: number) => ({ mediaId: id, name: `${bytes}.png`, mimeType: 'image/png', bytes })
  await exporter.export(ticketOf({}, { files: [file(mediaId, 3), file('gone', 5), file('long', 101), file(mediaId, 3)] }))
  t.same(desk.attached.map(({ name, content, reason }) => [name, content?.toString(), reason]), [
    ['3.png', 'abc', undefined], ['5.png', undefined, 'it is not kept any more'], ['101.png', undefined, 'it is longer than 100 bytes']
  ])
  await exporter.export(ticketOf({}, { externalId: '1', files: [file(mediaId, 3), file('gone', 5)] }))
  t.equal(desk.attached.length, 3, 'told once')
})

t.test('a store of files that is away makes the whole export wait', async (t: Test) => {
  const desk = new Desk()
  const { exporter, media } = openExporter(desk)
  media.get = async () => { throw new Error('away') }
  await failsAs(t, exporter.export(ticketOf({}, { files: [{ mediaId: 'a', name: 'a', mimeType: 'image/png', bytes: 1 }] })), { message: 'away' })
})

t.test('writes the same comment once, even within one call', async (t) => {
  const desk = new Desk()
  const { exporter } = openExporter(desk)
  await exporter.export(ticketOf({}, { comments: [commentOf('a'), commentOf('a'), commentOf('b')] }))
  t.equal(desk.records[0]?.texts.length, 2)
})
