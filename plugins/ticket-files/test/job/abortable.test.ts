import t from 'tap'
import { abortable } from '../../src/job/abortable.js'

const never = new AbortController().signal
async function listOf<T> (rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const row of rows) list.push(row)
  return list
}

t.test('gives all rows in their order', async (t) => {
  async function * rows (): AsyncGenerator<number> { yield * [1, 2, 3] }
  t.same(await listOf(abortable(rows(), never)), [1, 2, 3])
})

t.test('ends the source when its reader goes, and waits for that', async (t) => {
  const seen: string[] = []
  async function * rows (): AsyncGenerator<number> {
    try {
      for (let index = 0; ; index++) yield index
    } finally {
      await new Promise(setImmediate)
      seen.push('ended')
    }
  }
  for await (const row of abortable(rows(), never)) if (row === 2) break
  t.same(seen, ['ended'])
})

t.test('gives on what the source throws', async (t) => {
  const error = new Error('x')
  async function * rows (): AsyncGenerator<number> {
    yield 1
    throw error
  }
  await t.rejects(listOf(abortable(rows(), never)), error)
})

t.test('asks for no row after the signal', async (t) => {
  let asked = 0
  const rows = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false as const, value: ++asked }) }) }
  await t.rejects(listOf(abortable(rows, AbortSignal.abort(new Error('stop')))), { message: 'stop' })
  t.equal(asked, 0)
})

t.test('does not wait for a row that hangs', async (t) => {
  const abort = new AbortController()
  let isReturned = false
  const rows: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next () {
        setImmediate(() => abort.abort(new Error('stop')))
        return new Promise(() => {})
      },
      return () {
        isReturned = true
        return Promise.reject(new Error('it cannot'))
      }
    })
  }
  await t.rejects(listOf(abortable(rows, abort.signal)), { message: 'stop' })
  t.ok(isReturned)
})
