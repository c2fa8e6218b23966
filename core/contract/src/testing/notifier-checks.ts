import assert from 'node:assert/strict'
import { SEVERITIES, type Notification, type NotifierDefinition } from '../notifier.js'
import type { SystemRun } from './bench.js'
import type { Check } from './check.js'
import { HOSTILE_NAMES } from './hostile.js'
import type { NotifierSample, NotifierStand } from './notifier-sample.js'
import { COMPLAINT } from './person.js'
import { defineSystemCheck, type SystemCall } from './system-check.js'

const LONG = 100_000
const MANY = 5
const URL = 'https://hub.test/console/inbox/42'

const define = defineSystemCheck<NotifierDefinition, NotifierSample>

/** What a notifier tells. */
export const tellingChecks: ReadonlyArray<Check<NotifierDefinition, NotifierSample>> = [
  define('a notification arrives with its title, its words and its link', async (bench) => {
    const { hub, stand } = await bench.open()
    await hub.instance.notify(toNotification(bench.sample, { body: 'A **bold** word of [the order](https://shop.example/o/1).\n\n- first\n- second', url: URL }))
    const [text, ...others] = await stand.received()
    assert.deepEqual(others, [])
    for (const word of ['Ticket 1042 is due', 'bold', 'the order', 'first', 'second', URL]) assert.ok(text?.includes(word), `'${word}' is not in ${JSON.stringify(text)}`)
  }),

  define('a notification of any severity arrives, without a link too', async (bench) => {
    const { hub, stand } = await bench.open()
    for (const [index, severity] of SEVERITIES.entries()) {
      await hub.instance.notify(toNotification(bench.sample, { id: severity, severity, title: `Title ${index}` }))
      assert.ok((await stand.received()).at(-1)?.includes(`Title ${index}`), severity)
    }
    assert.equal((await stand.received()).length, SEVERITIES.length)
  }),

  define('a notification with the same id arrives once', async (bench) => {
    const run = await bench.open()
    const other = await bench.open({ stand: run.stand })
    for (const { hub } of [run, run, other]) await hub.instance.notify(toNotification(bench.sample))
    await run.hub.instance.notify(toNotification(bench.sample, { id: 'notification-2' }))
    assert.equal((await run.stand.received()).length, 2)
  }, ({ dropsRepeats }) => dropsRepeats),

  define('unicode and markup survive in a title', async (bench) => {
    const { hub, stand } = await bench.open()
    for (const [index, hostile] of HOSTILE_NAMES.entries()) {
      await hub.instance.notify(toNotification(bench.sample, { id: `n-${index}`, title: hostile, body: '二 words' }))
      const text = (await stand.received()).at(-1)
      assert.ok(text?.includes(hostile) && text.includes('二 words'), `${JSON.stringify(hostile)} is not in ${JSON.stringify(text)}`)
    }
  }),

  define('a body that is too long is shortened', async (bench) => {
    const { hub, stand } = await bench.open()
    const bodies = ['长'.repeat(LONG), '**x** '.repeat(LONG / 6), 'x\n'.repeat(LONG / 2), '👍'.repeat(LONG / 2), `x${'👍'.repeat(LONG / 2)}`]
    for (const [index, body] of bodies.entries()) {
      await hub.instance.notify(toNotification(bench.sample, { id: `n-${index}`, title: `Long ${index}`, body, url: URL }))
      const text = (await stand.received()).at(-1) ?? ''
      for (const word of [`Long ${index}`, /[长x👍]/u.exec(body)?.[0] ?? '', URL]) assert.ok(text.includes(word), `'${word}' of body ${index} is lost`)
      assert.equal(Buffer.from(text).toString(), text, `body ${index} was cut inside a character`)
    }
  }),

  define('several at once arrive once each', async (bench) => {
    const { hub, stand } = await bench.open()
    const { rate } = hub.instance
    if (rate !== undefined) assert.ok(rate.notifications > 0 && rate.perMs > 0, `the rate is ${JSON.stringify(rate)}`)
    const titles = Array.from({ length: Math.min(MANY, rate?.notifications ?? MANY) }, (_, index) => `Title ${index}`)
    await Promise.all(titles.map((title, index) => hub.instance.notify(toNotification(bench.sample, { id: `n-${index}`, title }))))
    const received = await stand.received()
    for (const title of titles) assert.equal(received.filter((text) => text.includes(title)).length, 1, title)
  })
]

/** The one call of a notifier. */
export function notifierCalls (sample: NotifierSample): ReadonlyArray<SystemCall<SystemRun<NotifierDefinition, NotifierStand>>> {
  return [{
    name: 'notify',
    kind: 'write',
    lost: sample.dropsRepeats ? ['uncertain', 'done', 'retry'] : ['uncertain', 'done'],
    async prepare ({ hub, stand }) {
      return {
        make: async () => await hub.instance.notify(toNotification(sample, { body: COMPLAINT })),
        async stands () {
          const count = (await stand.received()).length
          assert.ok(sample.dropsRepeats ? count === 1 : count >= 1, `it arrived ${count} times`)
        }
      }
    }
  }]
}

function toNotification (sample: NotifierSample, notification: Partial<Notification> = {}): Notification {
  return { id: 'notification-1', kind: 'ticket.due', severity: 'warning', title: 'Ticket 1042 is due', body: 'It is due in **ten** minutes.', at: new Date(sample.nowMs), ...notification }
}
