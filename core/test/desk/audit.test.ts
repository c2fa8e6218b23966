import t from 'tap'
import { Audit } from '../../src/desk/audit.js'
import type { AuditDoc } from '../../src/store/audit-model.js'
import type { Store } from '../../src/store/store.js'
import { openDesk, START_MS } from './stand.js'

const entry = (index: number) => ({ actor: `token:${index}`, action: 'conversation.close', target: `conversation-${index}`, detail: { reason: `because ${index}` } })

const { audit, clock, openOther, store } = await openDesk(t)
const read = async () => await store.audit.find({}).sort({ _id: 1 }).lean<AuditDoc[]>()

/** Begins the log anew. */
async function beginLog (lines = 5): Promise<void> {
  await store.audit.deleteMany({})
  clock.set(START_MS)
  for (let index = 1; index <= lines; index++) {
    await audit.append(entry(index))
    clock.advance(1)
  }
}

t.test('an empty log is whole', async (t) => {
  await beginLog(0)
  t.equal(await audit.verify(), undefined)
})

t.test('each line has the next number, what was done, and the hash of the line before', async (t) => {
  await beginLog()
  const lines = await read()
  t.same(lines.map(({ _id }) => _id), [1, 2, 3, 4, 5])
  t.match(lines[1], { ...entry(2), at: new Date(START_MS + 1), previous: lines[0]?.hash, hash: /^[0-9a-f]{64}$/ })
  t.equal(lines[0]?.previous, '0'.repeat(64))
  t.equal(await audit.verify(), undefined)
})

t.test('lines that two processes write at once all get a number, without a gap', async (t) => {
  await beginLog(0)
  const other = (await openOther()).audit
  await Promise.all(Array.from({ length: 30 }, async (_, index) => { await (index % 2 === 0 ? audit : other).append(entry(index)) }))
  const lines = await read()
  t.same(lines.map(({ _id }) => _id), Array.from({ length: 30 }, (_, index) => index + 1))
  t.equal(new Set(lines.map(({ target }) => target)).size, 30)
  t.equal(await other.verify(), undefined)
})

t.test('a line that was changed in any field is found', async (t) => {
  await beginLog()
  const third = (await read())[2] as AuditDoc
  const changes: Array<Partial<AuditDoc>> = [
    { at: new Date(START_MS + 99) }, { actor: 'cli' }, { action: 'conversation.open' }, { target: 'conversation-4' }, { detail: { reason: 'because 4' } }, { detail: {} },
    { detail: { reason: 'because 3', more: '' } }, { previous: '0'.repeat(64) }, { hash: third.hash.replace(/^./, (digit) => digit === '0' ? '1' : '0') }
  ]
  for (const change of changes) {
    await store.audit.collection.updateOne({ _id: 3 as never }, { $set: change })
    t.equal(await audit.verify(), 3, Object.keys(change)[0] ?? '')
    await store.audit.collection.replaceOne({ _id: 3 as never }, third as never)
    t.equal(await audit.verify(), undefined)
  }
})

t.test('a line that is missing at the beginning or in the middle is found', async (t) => {
  for (const number of [1, 3]) {
    await beginLog()
    await store.audit.deleteOne({ _id: number })
    t.equal(await audit.verify(), number)
  }
})

t.test('lines that changed places, and one that was put in, are found', async (t) => {
  await beginLog()
  const [, second, third] = await read() as [AuditDoc, AuditDoc, AuditDoc]
  await store.audit.collection.replaceOne({ _id: 2 as never }, { ...third, _id: 2 } as never)
  await store.audit.collection.replaceOne({ _id: 3 as never }, { ...second, _id: 3 } as never)
  t.equal(await audit.verify(), 2)
  await store.audit.collection.replaceOne({ _id: 2 as never }, second as never)
  await store.audit.collection.replaceOne({ _id: 3 as never }, third as never)
  await store.audit.collection.insertOne({ ...third, _id: 2.5 } as never)
  t.equal(await audit.verify(), 3)
})

t.test('whatever stands in a line, it matches its hash when it is read', async (t) => {
  await beginLog(0)
  await audit.append({ actor: 'cli', action: 'a', target: 'without detail' })
  await audit.append({ actor: 'cli', action: 'a', target: 'b', detail: {} })
  await audit.append({ actor: 'cli', action: 'a', target: 'order', detail: { z: '1', a: '2', 10: '3', 'dotted.key': '4', $dollar: '5' } })
  await audit.append({ actor: '\ud800', action: '退款\u0000', target: 'x\udfff', detail: { half: '\ud83d', whole: '👍' } })
  await audit.append({ actor: 'cli', action: 'a', target: 'x'.repeat(100_000) })
  t.equal(await audit.verify(), undefined)
})

t.test('a hundred lines at once, in two processes, make one chain in few statements', async (t) => {
  const { audit, store, openOther } = await openDesk(t)
  const other = (await openOther()).audit
  await Promise.all(Array.from({ length: 100 }, async (_, index) => { await (index % 2 === 0 ? audit : other).append({ actor: 'cli', action: 'test', target: `${index}` }) }))
  t.equal(await audit.verify(), undefined)
  const lines = await store.audit.find({ _id: { $gt: 0 } }).sort({ _id: 1 }).lean()
  t.same(lines.map(({ _id }) => _id), Array.from({ length: 100 }, (_, index) => index + 1))
  t.equal(new Set(lines.map(({ target }) => target)).size, 100, 'each once')
  const own = lines.filter(({ target }) => Number(target) % 2 === 0).map(({ target }) => Number(target))
  t.same(own, own.toSorted((one, two) => one - two), 'in the order of each process')
})

t.test('a line that cannot be written is told so, and those after it are written', async (t) => {
  const { audit } = await openDesk(t)
  const away = { audit: { findOne: () => { throw new Error('away') } } } as unknown as Store
  const broken = new Audit({ store: away, clock: { now: () => 0 } })
  await t.rejects(Promise.all([broken.append({ actor: 'cli', action: 'a', target: 'x' }), broken.append({ actor: 'cli', action: 'b', target: 'x' })]), { message: 'away' })
  await audit.append({ actor: 'cli', action: 'c', target: 'x' })
  t.equal(await audit.verify(), undefined)
})
