import t from 'tap'
import fc from 'fast-check'
import { BSON, MongoClient, type Collection, type Document } from 'mongodb'
import * as arbitrary from './arbitraries.js'
import { codeDeviations, deviations } from './deviations.js'
import { start, type Teardown } from './start.js'

const oracleUrl = process.env.KEFUHUB_TEST_ORACLE_URL
const skip = oracleUrl === undefined ? 'NOT COMPARED with another server: KEFUHUB_TEST_ORACLE_URL is not set' : false
if (skip !== false) t.comment(skip)

/** What an operation came to: an answer as text, or the code of a refusal. */
type Outcome = { answer: string } | { code: number | string }

async function outcomeOf (run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { answer: toText(await run()) }
  } catch (error) {
    return { code: (error as { code?: number }).code ?? 'no code' }
  }
}

/** Text in which fields stand in one order, for neither server promises the order of new ones. */
function toText (value: unknown): string {
  const ordered = (one: unknown): unknown => Array.isArray(one)
    ? one.map(ordered)
    : one !== null && typeof one === 'object' ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => a < b ? -1 : 1).map(([name, inner]) => [name, ordered(inner)])) : one
  return JSON.stringify(ordered(JSON.parse(BSON.EJSON.stringify(value, { relaxed: true }))))
}

/** Of several documents the two servers may meet different ones first. */
const firstRefusal = (operation: string): string | undefined => operation.includes('"isMany":true') ? 'an update of many documents: which of several refusals comes first' : undefined

/** Two servers, and the count of what they agreed and differed on. */
async function compare (t: Teardown & { comment (text: string): void, fail (text: string): void, ok (value: boolean, text: string): void }) {
  const { client } = await start(t)
  const oracle = await MongoClient.connect(oracleUrl!)
  const name = `diff${process.pid}_${Math.floor(Math.random() * 1e9)}`
  t.teardown(async () => {
    await oracle.db(name).dropDatabase()
    await oracle.close()
  })
  const both = [client, oracle].map((one) => one.db(name).collection('c')) as [Collection, Collection]
  const counts = new Map<string, number>()
  const count = (what: string): void => { counts.set(what, (counts.get(what) ?? 0) + 1) }
  return {
    async fill (docs: Document[]): Promise<void> {
      await both[0].drop().catch((error: Error) => { if (!/ns (not found|does not exist)/.test(error.message)) throw error })
      for (const c of both) {
        await c.deleteMany({})
        await c.insertMany(docs.map((doc) => ({ ...doc })) as never)
      }
    },
    /** An index of ours only: it must change how we read, and nothing that we answer. */
    async index (key: Document | null): Promise<void> {
      if (key !== null) await both[0].createIndex(key as never).catch((error: { code: number }) => { if (error.code !== 171) throw error })
    },
    both,
    async check (docs: Document[], operation: unknown, run: (c: Collection) => Promise<unknown>): Promise<void> {
      const [ours, theirs] = [await outcomeOf(() => run(both[0])), await outcomeOf(() => run(both[1]))]
      if (toText(ours) === toText(theirs)) return count('the same')
      const texts = { operation: toText(operation), docs: toText(docs) }
      const [own, other] = [ours, theirs].map((outcome) => 'code' in outcome ? outcome.code : undefined)
      const known = codeDeviations.find((pair) => pair[0] === own && pair[1] === other)?.[2] ??
        (own !== undefined && typeof other === 'number' ? firstRefusal(texts.operation) : deviations.find(({ concerns }) => concerns(texts, other))?.reason)
      if (known === undefined) throw new Error(`${texts.operation}\non ${texts.docs}\nours   ${toText(ours)}\ntheirs ${toText(theirs)}`)
      count(known)
    },
    report: () => {
      t.comment([...counts].map(([what, times]) => `${times} × ${what}`).join('\n'))
      const all = [...counts.values()].reduce((sum, times) => sum + times, 0)
      t.ok((counts.get('the same') ?? 0) > all / 2, 'most answers were the same, and each of the others is a known deviation')
    }
  }
}

const byId = (docs: Document[]): Document[] => docs.sort((a, b) => JSON.stringify(a._id) < JSON.stringify(b._id) ? -1 : 1)
/** The same cases in every run, so that a difference is never a matter of luck; the environment asks for others, or more. */
const runs = (numRuns: number): { numRuns: number, seed: number } => ({ numRuns: Number(process.env.KEFUHUB_TEST_RUNS ?? numRuns), seed: Number(process.env.KEFUHUB_TEST_SEED ?? 20261123) })

t.test('filters and sorts, with and without an index, answer as the other server does', { skip, timeout: 110_000 }, async (t) => {
  const { fill, index, check, report } = await compare(t)
  await fc.assert(fc.asyncProperty(arbitrary.docs, fc.array(arbitrary.filter, { minLength: 6, maxLength: 6 }), arbitrary.sort, fc.option(arbitrary.index), async (docs, filters, sort, key) => {
    await fill(docs)
    await index(key)
    for (const filter of filters) {
      await check(docs, filter, async (c) => byId(await c.find(filter).toArray()))
      await check(docs, { filter, sort }, async (c) => c.find(filter).sort(sort as never).limit(5).toArray())
    }
  }), runs(60))
  report()
})

t.test('updates change the same documents in the same way', { skip, timeout: 110_000 }, async (t) => {
  const { fill, check, report } = await compare(t)
  await fc.assert(fc.asyncProperty(arbitrary.docs, arbitrary.update, fc.boolean(), async (docs, update, isMany) => {
    await fill(docs)
    await check(docs, { update, isMany }, async (c) => {
      const { matchedCount, modifiedCount } = isMany ? await c.updateMany({}, update) : await c.updateOne({ _id: 0 as never }, update)
      return { matchedCount, modifiedCount, docs: byId(await c.find().toArray()) }
    })
  }), runs(250))
  report()
})

t.test('pipelines answer as the other server does', { skip, timeout: 110_000 }, async (t) => {
  const { fill, check, report } = await compare(t)
  await fc.assert(fc.asyncProperty(arbitrary.docs, fc.array(arbitrary.pipeline, { minLength: 4, maxLength: 4 }), async (docs, pipelines) => {
    await fill(docs)
    for (const pipeline of pipelines) await check(docs, pipeline, async (c) => byId(await c.aggregate(pipeline).toArray()))
  }), runs(60))
  report()
})

t.test('unique indexes refuse the same documents', { skip, timeout: 110_000 }, async (t) => {
  const { both, check, report } = await compare(t)
  await fc.assert(fc.asyncProperty(arbitrary.docs, arbitrary.index, async (docs, key) => {
    for (const c of both) await c.drop().catch((error: Error) => { if (!/ns (not found|does not exist)/.test(error.message)) throw error })
    await check(docs, key, async (c) => {
      await c.createIndex(key as never, { unique: true })
      const codes: unknown[] = []
      for (const doc of docs) {
        codes.push(await c.insertOne(doc as never).then(() => 0, (error: { code?: number }) => {
          if (error.code === undefined) throw error
          return error.code
        }))
      }
      return { codes, docs: byId(await c.find().toArray()) }
    })
  }), runs(60))
  report()
})
