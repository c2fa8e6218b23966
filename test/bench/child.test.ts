import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readCpuMs, readMemoryMb, startChild } from '../../scripts/bench/child.js'
import { Stage } from '../../scripts/bench/stage.js'

const hasProc = existsSync('/proc/self/stat')

function openStage (t: Test): Stage {
  const stage = new Stage()
  t.teardown(() => stage.close())
  return stage
}

function isRunning (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const waiting = 'setInterval(() => {}, 1000)'

t.test('a process is ready with its line, and ends with the stage', async (t) => {
  const stage = openStage(t)
  const child = await startChild(stage, 'a process', ['-e', `console.log('ready at 7'); ${waiting}`], { ready: /^ready at (\d)$/m })
  t.equal(child.ready[1], '7')
  t.ok(child.readyMs > 0)
  t.ok(isRunning(child.pid))
  await stage.clear()
  t.notOk(isRunning(child.pid))
  await child.stop()
})

t.test('a halted process can be stopped', async (t) => {
  const child = await startChild(openStage(t), 'a process', ['-e', `console.log('ready'); ${waiting}`], { ready: /ready/ })
  child.pause()
  await child.stop()
  t.notOk(isRunning(child.pid))
})

t.test('a process that does not listen is ended', async (t) => {
  const child = await startChild(openStage(t), 'a process', ['-e', `process.on('SIGTERM', () => {}); console.log('ready'); ${waiting}`], { ready: /ready/, stopWithinMs: 50 })
  await child.stop()
  t.notOk(isRunning(child.pid))
})

t.test('standard output goes to the log, and the ready line may stand on the other stream', async (t) => {
  const stage = openStage(t)
  const log = join(stage.makeFolder(), 'log')
  await startChild(stage, 'a process', ['-e', `console.log('a line'); console.error('ready'); ${waiting}`], { ready: /ready/, log })
  t.equal(readFileSync(log, 'utf8'), 'a line\n')
})

t.test('a process that ends or is not ready in time is told with what it wrote', async (t) => {
  const stage = openStage(t)
  await t.rejects(startChild(stage, 'the hub', ['-e', 'console.error("no store"); process.exit(3)'], { ready: /ready/ }), /no store\nkefuhub: the hub did not start: it ended with code 3/)
  await t.rejects(startChild(stage, 'the hub', ['-e', waiting], { ready: /ready/, withinMs: 50 }), /the hub did not start: it was not ready within 0.05 s/)
})

t.test('a process that talks answers, refuses, or is gone', async (t) => {
  const code = `
    process.on('message', ({ n }) => n === 0 ? process.exit(4) : process.send(n < 0 ? { error: 'below zero' } : { result: n * 2 }))
    console.log('ready')`
  const child = await startChild(openStage(t), 'the generator', ['-e', code], { ready: /ready/, talks: true })
  t.equal(await child.ask({ n: 21 }), 42)
  await t.rejects(child.ask({ n: -1 }), /kefuhub: below zero\./)
  t.equal(await child.ask({ n: 1 }), 2)
  await t.rejects(child.ask({ n: 0 }), /kefuhub: the generator is gone: it ended with code 4/)
})

t.test('processor time and memory are read where the system tells them', { skip: hasProc ? false : 'no /proc' }, async (t) => {
  t.ok((readCpuMs(process.pid) ?? -1) > 0)
  const megabytes = readMemoryMb(process.pid)
  t.ok(megabytes > 10 && megabytes < 10_000, `${megabytes} MB`)
})

t.test('what is not there has no processor time and no memory', async (t) => {
  t.equal(readCpuMs(0), undefined)
  t.throws(() => readMemoryMb(0), /read from \/proc/)
})
