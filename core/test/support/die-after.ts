import type { TestHub } from './hub.js'

const WRITES = ['updateOne', 'findOneAndUpdate', 'insertOne', 'insertMany', 'bulkWrite', 'deleteOne', 'deleteMany'] as const

/** Runs the lane of a thread once with a store that fails after some writes. @returns true when it needed no more */
export async function dieAfter (hub: TestHub, thread: string, writes: number): Promise<boolean> {
  const isOver = await cutAfter(hub, writes, async () => { await hub.pipeline.work('lane', thread) })
  await hub.store.threads.updateOne({ _id: thread }, { $unset: { lease: 1 } })
  return isOver
}

/** Does something once with a store that fails after some writes. @returns true when it needed no more */
export async function cutAfter (hub: TestHub, writes: number, work: () => Promise<void>): Promise<boolean> {
  const { contacts, identities, conversations, outbox, tickets, ticketExports, counters, alerts, native } = hub.store
  let left = writes
  let failed = false
  const restore: Array<() => void> = []
  for (const collection of [...Object.values(native), ...[contacts, identities, conversations, outbox, tickets, ticketExports, counters, alerts].map((model) => model.collection)]) {
    for (const method of WRITES) {
      const original = collection[method] as (...args: unknown[]) => Promise<unknown>
      const target = collection as unknown as Record<string, unknown>
      target[method] = async (...args: unknown[]) => {
        // Giving the lease back stands for its running out.
        const isRelease = JSON.stringify(args[1] ?? null).includes('"$unset":{"lease"')
        if (!isRelease && left-- <= 0) {
          failed = true
          throw new Error('the process died here')
        }
        return await original.apply(collection, args)
      }
      restore.push(() => { Reflect.deleteProperty(target, method) })
    }
  }
  await work().catch(() => {})
  for (const undo of restore) undo()
  return !failed
}
