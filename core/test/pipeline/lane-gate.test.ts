import { performance } from 'node:perf_hooks'
import t from 'tap'
import { LaneGate } from '../../src/pipeline/lane-gate.js'

/** Work that ends when told. */
function createLanes (gate: LaneGate, count: number) {
  let running = 0
  const ends: Array<() => void> = []
  const done = Promise.all(Array.from({ length: count }, async () => await gate.run(async () => {
    running++
    await new Promise<void>((resolve) => { ends.push(resolve) })
    running--
  })))
  return { done, ends, running: () => running }
}

const turns = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))

/** Keeps the process busy for all its time, so that the loop counts as full. */
function noteWhileBusy (gate: LaneGate, batchSize: number): void {
  gate.note(1)
  const untilMs = performance.now() + 5
  while (performance.now() < untilMs);
  gate.note(batchSize)
}

t.test('lanes run side by side while nothing presses', async (t) => {
  const gate = new LaneGate()
  noteWhileBusy(gate, 2)
  const lanes = createLanes(gate, 5)
  await turns()
  t.equal(lanes.running(), 5)
  for (const end of lanes.ends) end()
  await lanes.done
})

t.test('while messages press, lanes run one at a time and all of them in the end', async (t) => {
  const gate = new LaneGate()
  noteWhileBusy(gate, 16)
  const lanes = createLanes(gate, 5)
  t.equal(lanes.running(), 1)
  lanes.ends[0]?.()
  for (let count = 2; count <= 5; count++) {
    noteWhileBusy(gate, 16)
    while (lanes.ends.length < count) await turns()
    t.equal(lanes.running(), 1)
    lanes.ends[count - 1]?.()
  }
  await lanes.done
})

t.test('a lane that fails makes room like any other', async (t) => {
  const gate = new LaneGate()
  noteWhileBusy(gate, 16)
  const failing = gate.run(async () => { throw new Error('store is away') })
  const next = gate.run(async () => {})
  await t.rejects(failing, { message: 'store is away' })
  await t.resolves(next)
})

t.test('all lanes go on when the pressure is over or the gate is opened', async (t) => {
  for (const end of [async (gate: LaneGate) => { gate.open() }, async () => {}]) {
    const gate = new LaneGate()
    noteWhileBusy(gate, 16)
    const lanes = createLanes(gate, 5)
    t.equal(lanes.running(), 1)
    await end(gate)
    while (lanes.running() < 5) await turns()
    for (const finish of lanes.ends) finish()
    await lanes.done
  }
})

t.test('a large batch is no pressure while the process has time', async (t) => {
  const gate = new LaneGate()
  gate.note(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  gate.note(500)
  const lanes = createLanes(gate, 5)
  await turns()
  t.equal(lanes.running(), 5)
  for (const end of lanes.ends) end()
  await lanes.done
})
