import { Bench, type StandOf, type SystemPlugin, type SystemRun } from './bench.js'
import type { Check } from './check.js'
import type { CallKind, SystemSample } from './system-sample.js'

/** A call of the hub to a plugin, with all that the checks of every kind of plugin need to know of it. */
export interface SystemCall<R extends SystemRun = SystemRun> {
  /** For messages. */
  name: string
  kind: CallKind
  /** What it may come to when its answer got lost. */
  lost: readonly string[]
  /** Puts in place what the call needs. @returns the call; made again it is the same call */
  prepare (run: R): Promise<PreparedCall>
}

/** A call that is ready to be made. */
export interface PreparedCall {
  make (): Promise<unknown>
  /** What the hub does after `Uncertain`. Default: the same call again. */
  settle? (): Promise<unknown>
  /** After it has succeeded: asserts that everything stands once. */
  stands? (): Promise<void>
}

/** Makes a check of plugins that reach another system; it gets a bench of its own. */
export function defineSystemCheck<P extends SystemPlugin, S extends SystemSample> (
  name: string, look: (bench: Bench<P, S>) => Promise<void>, appliesTo: (sample: S) => boolean = () => true
): Check<P, S> {
  return {
    name,
    appliesTo,
    async run (plugin, sample) {
      const bench = new Bench(plugin, sample)
      try {
        await look(bench)
      } finally {
        await bench.close()
      }
    }
  }
}

/** The calls that a plugin of some kind offers, by its sample. */
export type CallsOf<P extends SystemPlugin, S extends SystemSample> = (sample: S) => ReadonlyArray<SystemCall<SystemRun<P, StandOf<S>>>>
