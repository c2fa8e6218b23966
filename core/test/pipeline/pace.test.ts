import t from 'tap'
import { Lane } from '../../src/pipeline/lane.js'
import { Receiver } from '../../src/pipeline/receive.js'
import { inbound } from '../support/channel.js'

const clock = { now: () => 1_767_225_600_000 }
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const message = (id: string, direction: 'in' | 'out') => ({ _id: id, direction, thread: 'shop:alice', at: new Date(clock.now()), due: new Date(0) })

t.test('every turn asks the gate before it begins, and no delivery does', async (t) => {
  const steps: string[] = []
  const stage = { run: async (_lease: unknown, { _id }: { _id: string }) => { steps.push(_id); return 'done' } }
  const found = [message('in-1', 'in'), message('in-2', 'in'), message('out-1', 'out')]
  const query = { sort: () => query, limit: () => query, toArray: async () => found }
  const lane = new Lane({
    clock,
    log,
    gate: { pass: async () => { steps.push('gate') } },
    leases: { acquire: async () => ({ thread: { _id: 'shop:alice' }, check: () => {}, release: async () => false }) },
    store: { native: { messages: { find: () => query } } },
    turn: stage,
    delivery: stage
  } as unknown as ConstructorParameters<typeof Lane>[0])
  await lane.run('shop:alice')
  t.same(steps, ['gate', 'in-1', 'gate', 'in-2', 'out-1'])
})

t.test('the gate is told how many messages gathered for each write', async (t) => {
  const sizes: number[] = []
  const receiver = new Receiver({
    clock,
    log,
    gate: { note: (size: number) => { sizes.push(size) } },
    metrics: { received: () => {}, receiveSeconds: () => {} },
    dispatcher: { wake: () => {} },
    store: { native: { messages: { insertMany: async () => {} } } },
    writeTimeoutMs: 1000
  } as unknown as ConstructorParameters<typeof Receiver>[0])
  await Promise.all(['a', 'b', 'c'].map(async (eventKey) => await receiver.receive('shop', inbound({ eventKey }))))
  t.same(sizes, [3], 'those of one turn of the loop together')
})
