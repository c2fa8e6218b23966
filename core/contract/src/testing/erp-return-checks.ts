import assert from 'node:assert/strict'
import type { ErpDefinition } from '../erp.js'
import { attempt, type Bench } from './bench.js'
import type { Check } from './check.js'
import { addShipped, method, needed, returnRequest, type ErpRun } from './erp-calls.js'
import type { ErpSample } from './erp-sample.js'
import { HOSTILE_TEXT } from './hostile.js'
import { COMPLAINT } from './person.js'
import { defineSystemCheck } from './system-check.js'

const define = (name: string, look: (bench: Bench<ErpDefinition, ErpSample>) => Promise<void>): Check<ErpDefinition, ErpSample> =>
  defineSystemCheck<ErpDefinition, ErpSample>(name, look, ({ returns }) => returns !== null)

/** How an ERP plugin takes things back. */
export const erpReturnChecks: ReadonlyArray<Check<ErpDefinition, ErpSample>> = [
  define('a return is made with what was asked for', async (bench) => {
    const { run, orderId, request } = await prepare(bench)
    const made = await method(run, 'createReturn')(request)
    assert.ok(made.id && made.number, 'it has no id or number')
    assert.ok(['draft', 'requested', 'approved'].includes(made.status), `its status is '${made.status}'`)
    const [seen, ...others] = await needed(run.stand.orders, 'orders').returns(orderId)
    assert.deepEqual(others, [])
    assert.equal(seen?.id, made.id)
    assert.ok(seen?.text.includes(COMPLAINT), `the reason is not in '${seen?.text}'`)
  }),

  define('a return is made once for each key, from whichever process', async (bench) => {
    const { run, orderId, request } = await prepare(bench)
    const made = await method(run, 'createReturn')(request)
    const other = await bench.open({ stand: run.stand })
    for (const again of [run, other]) assert.equal((await method(again, 'createReturn')(request)).id, made.id)
    assert.equal((await needed(run.stand.orders, 'orders').returns(orderId)).length, 1, 'returns')
  }),

  define('a return is found by its key', async (bench) => {
    const { run, request } = await prepare(bench)
    const findReturn = method(run, 'findReturn')
    assert.equal(await findReturn(request), undefined, 'before it is made')
    const made = await method(run, 'createReturn')(request)
    assert.deepEqual(await findReturn(request), made)
    assert.equal(await findReturn({ ...request, key: 'return-10' }), undefined, 'by another key')
  }),

  define('a return of no order is rejected', async (bench) => {
    const { run, request } = await prepare(bench)
    const { outcome } = await attempt(() => method(run, 'createReturn')({ ...request, orderId: bench.sample.orders?.unknownId ?? '' }))
    assert.equal(outcome, 'rejected')
  }),

  define('unicode and markup survive in a return', async (bench) => {
    const { run, orderId, request } = await prepare(bench)
    await method(run, 'createReturn')({ ...request, reason: `${HOSTILE_TEXT}\0` })
    const [seen] = await needed(run.stand.orders, 'orders').returns(orderId)
    assert.ok(seen?.text.replaceAll('\r\n', '\n').includes(HOSTILE_TEXT) && !seen.text.includes('\0'), `the reason is ${JSON.stringify(seen?.text)}`)
  })
]

async function prepare (bench: Bench<ErpDefinition, ErpSample>): Promise<{ run: ErpRun, orderId: string, request: Awaited<ReturnType<typeof returnRequest>> }> {
  const run = await bench.open()
  const orderId = await addShipped(run, bench.sample)
  return { run, orderId, request: await returnRequest(run, bench.sample.returns?.kind ?? 'return', orderId) }
}
