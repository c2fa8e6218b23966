import { defineChannel, Type, type ChannelHub } from '@kefuhub/contract'
import { createFakeHub } from '@kefuhub/contract/testing'
import { NOW_MS } from './stand.js'

interface Hubs { hub: ChannelHub, fake: Awaited<ReturnType<typeof createFakeHub>>, reads: string[], writes: string[] }

/** A bare hub whose cursors are counted. */
export async function openBareHub (t: { teardown (close: () => unknown): unknown }): Promise<Hubs> {
  let given: ChannelHub | undefined
  const bare = defineChannel({
    name: 'bare',
    contract: '^1',
    title: { zh: '空', en: 'Bare' },
    options: Type.Object({}, { additionalProperties: false }),
    capabilities: () => ({ in: {}, out: {}, replyWindows: [], receipts: [], firstReadBackMs: 0 }),
    setup (hub) {
      given = hub
      return { send: async () => ({}) }
    }
  })
  const fake = await createFakeHub(bare, {}, { id: 'xhs', nowMs: NOW_MS })
  t.teardown(() => fake.close())
  const { cursors } = given as ChannelHub
  const reads: string[] = []
  const writes: string[] = []
  const hub: ChannelHub = {
    ...given as ChannelHub,
    cursors: {
      get: (name) => { reads.push(name); return cursors.get(name) },
      set: (name, value) => { writes.push(name); return cursors.set(name, value) }
    }
  }
  return { hub, fake, reads, writes }
}
