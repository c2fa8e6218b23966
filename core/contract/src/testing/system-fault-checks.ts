import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import type { Retryable } from '../errors.js'
import { attempt, type Attempt, type Bench, type SystemPlugin, type SystemRun } from './bench.js'
import type { Check } from './check.js'
import { defineSystemCheck, type CallsOf, type PreparedCall, type SystemCall } from './system-check.js'
import type { SystemFault, SystemSample } from './system-sample.js'

/** The most writes of one call that may get lost one after the other. */
const MOST_WRITES = 8
const WAIT_SLACK_MS = 1000

/** What a plugin makes of a system that fails. */
export function systemFaultChecks<P extends SystemPlugin, S extends SystemSample> (callsOf: CallsOf<P, S>): ReadonlyArray<Check<P, S>> {
  type Call = SystemCall<SystemRun<P, Awaited<ReturnType<S['open']>>>>

  const has = (sample: S, fault: SystemFault): boolean => sample.without?.[fault] === undefined && callsOf(sample).length > 0

  /** Lets one call fail from beginning to end, and looks how things stand when all is well again. */
  const struckThroughout = async (bench: Bench<P, S>, call: Call, fault: SystemFault, look: (attempt: Attempt, run: SystemRun<P>) => void | Promise<void>): Promise<void> => {
    const run = await bench.open()
    const prepared = await call.prepare(run)
    run.stand.fail(fault, call.kind, Infinity)
    const first = await attempt(prepared.make)
    assert.ok(run.stand.struck() > 0, `${call.name}: the sample's fault '${fault}' struck nothing`)
    await look(first, run)
    run.stand.heal()
    run.hub.clock.advance(bench.sample.waitMs + WAIT_SLACK_MS)
    await assertSettles(call, prepared, first)
  }

  const refused = (name: string, fault: SystemFault, verdict: string, look: (call: Call, attempt: Attempt, run: SystemRun<P>, sample: S) => void | Promise<void> = () => {}): Check<P, S> =>
    defineSystemCheck(name, async (bench) => {
      for (const call of callsOf(bench.sample)) {
        await struckThroughout(bench, call, fault, async (first, run) => {
          assert.equal(first.outcome, verdict, call.name)
          await look(call, first, run, bench.sample)
        })
      }
    }, (sample) => has(sample, fault))

  /** Lets every step of each call fail, one at a time. */
  const stepByStep = (name: string, fault: SystemFault, outcomesOf: (call: Call) => readonly string[] = ({ lost }) => lost): Check<P, S> =>
    defineSystemCheck(name, async (bench) => {
      for (const call of callsOf(bench.sample)) {
        for (let step = 0; step < MOST_WRITES; step++) {
          const run = await bench.open()
          const prepared = await call.prepare(run)
          run.stand.fail(fault, call.kind, 1, step)
          if (fault === 'slow') run.network.hanging = () => run.stand.struck()
          const first = await attempt(prepared.make)
          run.network.hanging = undefined
          const where = `${call.name}, ${call.kind} ${step + 1}`
          if (run.stand.struck() === 0) {
            assert.ok(step > 0, `${where}: the sample's fault '${fault}' struck nothing`)
            break
          }
          const outcomes = outcomesOf(call)
          assert.ok(outcomes.includes(first.outcome), `${where}: came to '${first.outcome}', not '${outcomes.join("' or '")}'`)
          run.stand.heal()
          await assertSettles({ ...call, name: where }, prepared, first)
        }
      }
    }, (sample) => has(sample, fault))

  return [
    refused('a system that is busy is tried again', 'busy', 'retry'),

    refused('the wait that a busy system asks for is kept', 'busy-with-wait', 'retry', ({ name }, { error }, _run, { waitMs }) => {
      const { afterMs } = error as Retryable
      assert.ok(afterMs !== undefined && afterMs >= waitMs && afterMs <= waitMs + WAIT_SLACK_MS, `${name}: waits ${afterMs} ms, the system asks for ${waitMs}`)
    }),

    refused('credentials that are not good are told from other failures', 'unauthorized', 'unauthorized', ({ name }, { error }) => {
      assert.ok((error as Error).message, `${name}: does not say what to do`)
    }),

    defineSystemCheck('health says that the credentials are not good, and when they are again', async (bench) => {
      for (const call of callsOf(bench.sample)) {
        const run = await bench.open()
        const { make } = await call.prepare(run)
        const health = async () => await run.hub.instance.health?.()
        run.stand.fail('unauthorized', call.kind, Infinity)
        await attempt(make)
        const ill = await health()
        assert.ok(ill !== undefined && ill.state !== 'ok', `${call.name}: health is ${JSON.stringify(ill)} though nobody lets it in`)
        assert.ok(ill.reason, `${call.name}: health gives no reason`)
        run.stand.heal()
        assert.equal((await attempt(make)).outcome, 'done', call.name)
        assert.equal((await health())?.state, 'ok', `${call.name}: health after a success`)
      }
    }, (sample) => has(sample, 'unauthorized')),

    refused('what the system refuses for good is rejected', 'rejected', 'rejected', ({ name }, { error }) => {
      assert.ok((error as Error).message, `${name}: does not say why`)
    }),

    stepByStep('a call that the system refuses halfway is made whole by a repeat', 'busy', () => ['retry']),
    stepByStep('an answer that got lost is in doubt, and a repeat makes nothing twice', 'lost-answer'),
    stepByStep('an answer that cannot be read is in doubt, and a repeat makes nothing twice', 'garbage'),
    stepByStep('an answer that does not come is in doubt, and a repeat makes nothing twice', 'slow'),
    stepByStep('a connection that breaks leaves it in doubt, and a repeat makes nothing twice', 'reset'),

    defineSystemCheck('a connection that was never made is tried again', async (bench) => {
      for (const call of callsOf(bench.sample)) {
        for (const when of ['at once', 'later'] as const) {
          const run = await bench.open()
          const { make } = await call.prepare(run)
          // With a session, the call itself is what cannot be made; or it is known to be done.
          if (when === 'later') assert.equal((await attempt(make)).outcome, 'done', call.name)
          run.network.manner = 'refused'
          await run.stand.close()
          // A connection that was kept is known as closed a little later.
          for (let turn = 0; turn < 5; turn++) await setImmediate()
          const { outcome } = await attempt(make)
          assert.ok(outcome === 'retry' || (when === 'later' && call.kind === 'write' && outcome === 'done'), `${call.name}, ${when}: came to '${outcome}'`)
        }
      }
    }, (sample) => callsOf(sample).length > 0),

    defineSystemCheck('a session that is over is opened again', async (bench) => {
      for (const call of callsOf(bench.sample)) {
        const run = await bench.open()
        const { make } = await call.prepare(run)
        for (const when of ['the first call', 'a repeat', 'with a session that is over', 'with another that is over']) {
          assert.equal((await attempt(make)).outcome, 'done', `${call.name}: ${when}`)
          if (when !== 'the first call') run.stand.expireSessions?.()
        }
      }
    }, (sample) => callsOf(sample).length > 0)
  ]
}

/** Does what the hub does next; then everything stands once. */
async function assertSettles (call: Pick<SystemCall, 'name'>, { make, settle = make, stands }: PreparedCall, first: Attempt): Promise<void> {
  const next = await attempt(first.outcome === 'uncertain' ? settle : make)
  assert.equal(next.outcome, 'done', `${call.name}: the next time, after '${first.outcome}'${next.error === undefined ? '' : ` (${String(next.error)})`}`)
  await stands?.()
}
