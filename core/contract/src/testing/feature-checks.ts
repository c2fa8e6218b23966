import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { inspect } from 'node:util'
import { EVENT_NAMES } from '../events.js'
import type { FeatureDefinition } from '../feature.js'
import { CONTENT_TYPES, type Content } from '../message.js'
import type { Check } from './check.js'
import { exampleOf } from './content-example.js'
import { eventExample } from './event-example.js'
import { createFakeHub, type FakeHub } from './fake-hub.js'
import type { TurnOutcome, TurnSurroundings } from './fake-turn.js'
import type { FeatureSample } from './feature-sample.js'
import { assertHidden, secretsOf } from './hidden.js'
import { HOSTILE_NAMES, HOSTILE_TEXT, hostileQueries } from './hostile.js'
import { KitFetch } from './kit-fetch.js'
import { holds } from './partial.js'
import { COMPLAINT, PERSON, PERSONAL } from './person.js'
import { settles } from './settles.js'
import { TimerWatch } from './timer-watch.js'

type Hub = FakeHub<FeatureDefinition>
type Open = (given?: { id?: string, manner?: KitFetch['manner'] }) => Promise<Hub>

/** How a feature lives in a hub. */
export const ownFeatureChecks: ReadonlyArray<Check<FeatureDefinition, FeatureSample>> = [
  define('it starts and tells its health while nobody outside answers', async (open) => {
    const opening = open({ manner: 'hang' })
    assert.ok(await settles(opening), 'its setup waits for somebody outside')
    const health = Promise.resolve((await opening).instance.health?.() ?? { state: 'ok' as const })
    assert.ok(await settles(health), 'its health waits for somebody outside')
    assert.ok(['ok', 'degraded', 'down'].includes((await health).state))
  }),

  define('it does what the sample shows', async (open, { use }) => { await use?.(await open()) }, ({ use }) => use !== undefined),

  define('every turn comes to the expected outcome', async (open, { turns }) => {
    for (const { name, content, outcome } of turns) {
      const seen = await turn(await open(), content)
      assert.ok(holds(seen, outcome), `${name}: came to ${inspect(seen, { depth: 5 })}`)
    }
  }, hasTurns),

  define('a turn that runs again asks for the same', async (open, { turns }) => {
    const [one, two] = [await open(), await open()]
    two.clock.advance(3_600_000)
    for (const { name, content } of turns) {
      const first = await turn(one, content)
      assert.deepEqual(await turn(one, content), first, `${name}: in the same process`)
      assert.deepEqual(await turn(two, content), first, `${name}: later, in another process`)
    }
  }, hasTurns),

  define('a turn ends well, also while no system with orders answers', async (open, { turns }) => {
    const hub = await open()
    for (const away of ['none', 'parcels', 'all'] as const) {
      hub.orders.away = away
      for (const { name, content } of turns) assert.deepEqual((await turn(hub, content)).errors, [], `${name}: a handler threw`)
    }
  }, hasTurns),

  define('no message breaks it', async (open) => {
    const hub = await open()
    for (const content of [...await anything(hub), ...texts()]) {
      const { errors } = await turn(hub, content)
      assert.deepEqual(errors, [], `${JSON.stringify(content).slice(0, 200)}: a handler threw`)
    }
  }),

  define('a turn does not wait for somebody outside', async (open, { turns }) => {
    const hub = await open({ manner: 'hang' })
    for (const { name, content } of turns) assert.ok(await settles(turn(hub, content)), name)
  }, hasTurns),

  define('an event may come twice, and none makes it hang', async (open) => {
    const hub = await open()
    for (const name of EVENT_NAMES) {
      for (const round of ['first', 'second']) assert.ok(await settles(hub.emit(name, eventExample(name), `${name}-1`)), `${name}, for the ${round} time`)
    }
  }),

  define('two instances keep apart', async (open, sample) => {
    const [one, two] = [await open({ id: 'one' }), await open({ id: 'two' })]
    for (const hub of [one, two]) await exercise(hub, sample)
    await one.close()
    await exercise(two, sample)
  }),

  define('it closes, a second time too, and leaves no timer', async (open, sample) => {
    const watch = new TimerWatch()
    await watch.run(async () => {
      const hub = await open()
      await exercise(hub, sample)
      assert.ok(await settles(hub.close()), 'it does not close')
      await hub.close()
      await hub.instance.close?.()
      // A cleared timer is known as such two turns later.
      await setImmediate()
      await setImmediate()
    })
    assert.deepEqual(watch.left, [], 'timers are left')
  }),

  define('secrets stay secret', async (open, sample, plugin) => {
    const hubs = [await open(), await open({ manner: 'refused' })]
    const shown: string[] = []
    for (const hub of hubs) {
      for (const content of [...await anything(hub), ...texts(), ...sample.turns.map(({ content }) => content)]) shown.push(inspect(await turn(hub, content), { depth: 10 }))
    }
    await exercise(hubs[0] as Hub, sample)
    for (const hub of hubs) shown.push(inspect(await hub.instance.health?.()), ...hub.logs.map(({ line }) => line))
    assertHidden(shown, secretsOf(plugin, hubs[0]?.options))
  }),

  define('personal data stands in no log line', async (open) => {
    for (const manner of ['go', 'refused'] as const) {
      const hub = await open({ manner })
      await turn(hub, { type: 'text', text: `${COMPLAINT}, call ${PERSON.phone} or write to ${PERSON.email}` }, { contact: { name: PERSON.name } })
      for (const name of EVENT_NAMES) await settles(hub.emit(name, eventExample(name)))
      assertHidden(hub.logs.map(({ line }) => line.toLowerCase()), PERSONAL)
    }
  })
]

function define (
  name: string, look: (open: Open, sample: FeatureSample, plugin: FeatureDefinition) => Promise<void>, appliesTo: (sample: FeatureSample) => boolean = () => true
): Check<FeatureDefinition, FeatureSample> {
  return {
    name,
    appliesTo,
    async run (plugin, sample) {
      const hubs: Hub[] = []
      const open: Open = async ({ id, manner = 'go' } = {}) => {
        const network = new KitFetch()
        network.manner = manner
        const hub = await createFakeHub(plugin, sample.options, {
          ...(id !== undefined && { id }), ...(sample.configDir !== undefined && { configDir: sample.configDir }), nowMs: sample.nowMs, fetch: network.fetch
        })
        hub.orders.ofContacts.set('contact-1', [...sample.orders ?? []])
        hubs.push(hub)
        return hub
      }
      try {
        await look(open, sample, plugin)
      } finally {
        await Promise.allSettled(hubs.map((hub) => hub.close()))
      }
    }
  }
}

function hasTurns ({ turns }: FeatureSample): boolean { return turns.length > 0 }

/** Runs a message whose time is its own, whatever the clock says. */
async function turn (hub: Hub, content: Content, around: TurnSurroundings = {}): Promise<TurnOutcome> {
  const at = new Date(Date.UTC(2026, 0, 5, 10))
  return await hub.runTurn({ content, at }, { contact: { createdAt: at, ...around.contact }, conversation: { startedAt: at, lastMessageAt: at } })
}

async function exercise (hub: Hub, { turns, use }: FeatureSample): Promise<void> {
  for (const { name, content, outcome } of turns) assert.ok(holds(await turn(hub, content), outcome), name)
  await use?.(hub)
}

async function anything (hub: Hub): Promise<Content[]> {
  return await Promise.all(CONTENT_TYPES.map(async (type) => await exampleOf(type, hub.media)))
}

function texts (): Content[] {
  return ['', ' ', 'x'.repeat(65_536), HOSTILE_TEXT, '\0', '\ud800', ...HOSTILE_NAMES, ...hostileQueries(COMPLAINT)].map((text) => ({ type: 'text', text }))
}
