import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { Stage } from '../../scripts/bench/stage.js'

t.test('what was set up is undone last first, the folders at the end', async (t) => {
  const stage = new Stage()
  const undone: string[] = []
  stage.add(() => { undone.push('first') })
  const folders = [stage.makeFolder(), stage.makeFolder()]
  stage.add(async () => { undone.push(`last, folders ${folders.every((folder) => existsSync(folder)) ? 'there' : 'gone'}`) })
  await writeFile(join(folders[0] ?? '', 'file'), 'x')
  await stage.clear()
  t.strictSame(undone, ['last, folders there', 'first'])
  t.notOk(folders.some((folder) => existsSync(folder)))
})

t.test('a cleared stage can be used again', async (t) => {
  const stage = new Stage()
  await stage.clear()
  const folder = stage.makeFolder()
  t.ok(existsSync(folder))
  await stage.close()
  t.notOk(existsSync(folder))
})

t.test('a closed stage takes nothing more, so that nothing is left behind', async (t) => {
  const stage = new Stage()
  await stage.close()
  await stage.close()
  t.throws(() => stage.add(() => {}), /the benchmark was stopped/)
  t.throws(() => stage.makeFolder(), /the benchmark was stopped/)
})
