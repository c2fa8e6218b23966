import assert from 'node:assert/strict'
import type { CrmDefinition } from '../crm.js'
import type { ErpDefinition } from '../erp.js'
import { isDeliveryError } from '../errors.js'
import type { NotifierDefinition } from '../notifier.js'
import { createFakeHub, type FakeHub } from './fake-hub.js'
import { KitFetch } from './kit-fetch.js'
import type { SystemSample, SystemStand } from './system-sample.js'

/** A plugin that reaches another system. */
export type SystemPlugin = CrmDefinition | ErpDefinition | NotifierDefinition

/** A plugin that runs against the system on a stand. */
export interface SystemRun<P extends SystemPlugin = SystemPlugin, T extends SystemStand = SystemStand> {
  hub: FakeHub<P>
  stand: T
  network: KitFetch
}

/** Starts plugins and systems for one check and stops them after it. */
export class Bench<P extends SystemPlugin = SystemPlugin, S extends SystemSample = SystemSample> {
  readonly plugin: P
  readonly sample: S
  readonly #hubs: Array<FakeHub<P>> = []
  readonly #stands: SystemStand[] = []

  constructor (plugin: P, sample: S) {
    this.plugin = plugin
    this.sample = sample
  }

  /**
   * Starts the plugin.
   * @param given `stand`: the system that another run has already; else one of its own
   */
  async open (given: { id?: string, stand?: StandOf<S>, manner?: KitFetch['manner'] } = {}): Promise<SystemRun<P, StandOf<S>>> {
    const stand = given.stand ?? await this.sample.open() as StandOf<S>
    if (given.stand === undefined) this.#stands.push(stand)
    const network = new KitFetch()
    network.manner = given.manner ?? 'go'
    const hub = await createFakeHub(this.plugin, stand.options, {
      ...(given.id !== undefined && { id: given.id }), nowMs: this.sample.nowMs, fetch: network.fetch
    })
    this.#hubs.push(hub)
    return { hub, stand, network }
  }

  /** Closes what is still open. How well a plugin closes is a check of its own. */
  async close (): Promise<void> {
    // Calls that hang would keep a plugin from closing.
    await Promise.allSettled(this.#stands.map((stand) => stand.close()))
    await Promise.allSettled(this.#hubs.map((hub) => hub.close()))
  }
}

/** The stand that a sample opens. */
export type StandOf<S extends SystemSample> = Awaited<ReturnType<S['open']>>

/** What a call came to: a verdict, or `done`. */
export interface Attempt { outcome: string, error?: unknown }

/** Makes a call and tells what it came to. */
export async function attempt (call: () => Promise<unknown>): Promise<Attempt> {
  try {
    await call()
    return { outcome: 'done' }
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    return { outcome: isDeliveryError(error) ? error.verdict : `no error of the contract: ${String(error)}`, error }
  }
}
