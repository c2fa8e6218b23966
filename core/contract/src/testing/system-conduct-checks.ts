import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { attempt, type Bench, type SystemPlugin } from './bench.js'
import type { Check } from './check.js'
import type { FakeHub } from './fake-hub.js'
import { assertHidden, secretsOf } from './hidden.js'
import { PERSONAL } from './person.js'
import { settles } from './settles.js'
import { defineSystemCheck, type CallsOf } from './system-check.js'
import { SYSTEM_FAULTS, type SystemFault, type SystemSample } from './system-sample.js'
import { TimerWatch } from './timer-watch.js'
import { waitUntil } from './wait-until.js'

/** How a plugin that reaches another system lives beside others. */
export function systemConductChecks<P extends SystemPlugin, S extends SystemSample> (callsOf: CallsOf<P, S>): ReadonlyArray<Check<P, S>> {
  const hasCalls = (sample: S): boolean => callsOf(sample).length > 0

  /** All that a plugin logs and throws while everything fails that can fail. */
  const gather = async (bench: Bench<P, S>): Promise<{ logged: string[], errors: unknown[], tokens: string[], healths: unknown[] }> => {
    const gathered = { logged: [] as string[], errors: [] as unknown[], tokens: [] as string[], healths: [] as unknown[] }
    const faults: Array<SystemFault | undefined> = SYSTEM_FAULTS.filter((fault) => fault !== 'slow' && bench.sample.without?.[fault] === undefined)
    for (const call of callsOf(bench.sample)) {
      for (const fault of [undefined, ...faults]) {
        const { hub, stand, network } = await bench.open()
        const { make } = await call.prepare({ hub, stand, network })
        if (fault !== undefined) stand.fail(fault, call.kind, Infinity)
        const { error } = await attempt(make)
        if (error !== undefined) gathered.errors.push(error)
        gathered.healths.push(await hub.instance.health?.())
        gathered.logged.push(...hub.logs.map(({ line }) => line))
        gathered.tokens.push(...hub.tokens.values)
      }
    }
    return gathered
  }

  return [
    defineSystemCheck<P, S>('it starts and tells its health while nobody outside answers', async (bench) => {
      const opening = bench.open({ manner: 'hang' })
      assert.ok(await settles(opening), 'its setup waits for somebody outside')
      const { hub } = await opening
      assert.equal(typeof hub.instance.health, 'function', 'it does not tell its health')
      const health = Promise.resolve(hub.instance.health?.())
      assert.ok(await settles(health), 'its health waits for somebody outside')
      assert.ok(['ok', 'degraded', 'down'].includes((await health)?.state ?? ''), 'health has no state')
    }),

    defineSystemCheck<P, S>('two instances keep apart', async (bench) => {
      for (const call of callsOf(bench.sample)) {
        const [one, two] = [await bench.open({ id: 'one' }), await bench.open({ id: 'two' })]
        const calls = [await call.prepare(one), await call.prepare(two)] as const
        for (const { make } of calls) assert.equal((await attempt(make)).outcome, 'done', call.name)
        for (const { stands } of calls) await stands?.()
        await one.hub.close()
        await one.stand.close()
        assert.equal((await attempt(calls[1].make)).outcome, 'done', `${call.name}: after the first has closed`)
      }
    }, hasCalls),

    defineSystemCheck<P, S>('it closes, a second time too, and leaves no timer', async (bench) => {
      const watch = new TimerWatch()
      await watch.run(async () => {
        for (const call of callsOf(bench.sample)) {
          const run = await bench.open()
          const { make } = await call.prepare(run)
          await attempt(make)
          await assertCloses(run.hub)
        }
        await assertCloses((await bench.open()).hub)
        // A cleared timer is known as such two turns later.
        await setImmediate()
        await setImmediate()
      })
      assert.deepEqual(watch.left, [], 'timers are left')
    }),

    defineSystemCheck<P, S>('it closes while a call hangs, and lets go of it', async (bench) => {
      for (const call of callsOf(bench.sample)) {
        const run = await bench.open()
        const { make } = await call.prepare(run)
        run.stand.fail('slow', call.kind, Infinity)
        const hanging = attempt(make)
        assert.ok(await waitUntil(() => run.stand.struck() > 0), `${call.name}: the sample's fault 'slow' struck nothing`)
        assert.ok(await settles(run.hub.close()), `${call.name}: it does not close`)
        assert.ok(await settles(hanging), `${call.name}: the call hangs on`)
        assert.notEqual((await hanging).outcome, 'done', call.name)
      }
    }, (sample) => hasCalls(sample) && sample.without?.slow === undefined),

    defineSystemCheck<P, S>('secrets stay secret', async (bench) => {
      const { logged, errors, tokens, healths } = await gather(bench)
      const { hub } = await bench.open()
      const shown = [...logged, ...[...errors, ...healths].map((value) => inspect(value, { depth: 10 }))]
      assertHidden(shown, [...secretsOf(bench.plugin, hub.options), ...tokens.map((value) => ({ name: 'the access token', value }))])
    }),

    defineSystemCheck<P, S>('personal data stands in no log line and in no error', async (bench) => {
      const { logged, errors, healths } = await gather(bench)
      assertHidden([...logged, ...errors.map(String), ...healths.map((health) => inspect(health))].map((text) => text.toLowerCase()), PERSONAL)
    }, hasCalls)
  ]
}

async function assertCloses (hub: FakeHub<SystemPlugin>): Promise<void> {
  assert.ok(await settles(hub.close()), 'it does not close')
  await hub.close()
  await hub.instance.close?.()
}
