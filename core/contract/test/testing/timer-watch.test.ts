import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { TimerWatch } from '../../src/testing/timer-watch.js'

t.test('knows the timers that are left, and where they were made', async (t) => {
  const watch = new TimerWatch()
  const left: NodeJS.Timeout[] = []
  t.teardown(() => { left.forEach((timer) => { clearTimeout(timer) }) })
  left.push(setTimeout(() => {}, 60_000))
  await watch.run(async () => {
    left.push(setTimeout(() => {}, 60_000), setInterval(() => {}, 60_000).unref())
    clearTimeout(setTimeout(() => {}, 60_000))
    await new Promise((resolve) => { setTimeout(resolve, 1) })
    await setImmediate()
    await setImmediate()
  })
  t.equal(watch.left.length, 2)
  t.match(watch.left, [/timer-watch\.test/, /timer-watch\.test/])
})

t.test('does not count what others do meanwhile', async (t) => {
  const watch = new TimerWatch()
  let start = (): void => {}
  const started = new Promise<void>((resolve) => { start = resolve })
  const other = started.then(() => setTimeout(() => {}, 60_000))
  await watch.run(async () => {
    start()
    await setImmediate()
  })
  clearTimeout(await other)
  t.same(watch.left, [])
})
