import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { TurnGate } from '../../src/pipeline/turn-gate.js'

/** Keeps the process busy for all its time, so that the loop counts as full. */
function noteWhileBusy (gate: TurnGate, batchSize: number): void {
  gate.note(1)
  const untilMs = performance.now() + 5
  while (performance.now() < untilMs);
  gate.note(batchSize)
}

/** Asks for leave so many times at once; the list grows as it is given. */
function askFor (gate: TurnGate, count: number): { given: number[], all: Promise<unknown> } {
  const given: number[] = []
  const all = Promise.all(Array.from({ length: count }, async (_, index) => {
    await gate.pass()
    given.push(index)
  }))
  return { given, all }
}

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))

t.test('turns begin at once while nothing presses', async (t) => {
  const gate = new TurnGate()
  noteWhileBusy(gate, 2)
  const { given } = askFor(gate, 5)
  await turn()
  t.equal(given.length, 5)
})

t.test('while messages press turns begin one after the other, in order, and never stop', async (t) => {
  const gate = new TurnGate()
  noteWhileBusy(gate, 16)
  const { given } = askFor(gate, 3)
  t.same(given, [])
  for (let count = 1; count <= 3; count++) {
    while (given.length < count) {
      noteWhileBusy(gate, 16)
      await turn()
    }
    t.equal(given.length, count)
  }
  t.same(given, [0, 1, 2])
  gate.open()
})

t.test('all turns begin when the pressure is over or the gate is opened', async (t) => {
  const opened = new TurnGate()
  noteWhileBusy(opened, 16)
  const first = askFor(opened, 100)
  opened.open()
  await turn()
  t.equal(first.given.length, 100)

  const relieved = new TurnGate()
  noteWhileBusy(relieved, 16)
  const second = askFor(relieved, 1000)
  const hold = setTimeout(() => {}, 60_000)
  await second.all
  clearTimeout(hold)
  t.equal(second.given.length, 1000)
})

t.test('a large batch is no pressure while the process has time', async (t) => {
  const gate = new TurnGate()
  gate.note(1)
  await sleep(50)
  gate.note(500)
  const { given } = askFor(gate, 5)
  await turn()
  t.equal(given.length, 5)
})
