import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { loadConfig } from '../../core/src/config/config.js'
import { scaffold } from '../../core/contract/src/scaffold/index.js'
import { openWorkshop, type Workshop } from '../../core/contract/test/testing/workshop.js'
import { listFiles, readText } from '../support/repository.js'
import { readPage, type Fence, type Page } from './pages.js'

// It compiles a package, and the contract where that is not built.
t.setTimeout(280_000)

const EXAMPLE = 'docs/Guides/examples/channel-telegram'
const MAX_LINES = 150
const guide = readPage('docs/Guides/write-a-channel.md')

/** The file that a block of a page shows, when it shows one. */
function fileOf ({ info }: Fence): string | undefined { return /\bfile=(\S+)$/.exec(info)?.[1] }

function shownFiles (page: Page): Map<string, string> {
  return new Map(page.fences.flatMap((fence) => {
    const file = fileOf(fence)
    return file === undefined ? [] : [[file, fence.text]]
  }))
}

/** Does what a reader does, block by block, up to the first that is done elsewhere. @returns the folder in which it ends, and what was written last */
async function follow (workshop: Workshop, fences: readonly Fence[], cwd: string): Promise<{ folder: string, output: string }> {
  let [folder, output] = [cwd, '']
  for (const fence of fences) {
    const file = fileOf(fence)
    if (file !== undefined) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), fence.text)
      continue
    }
    for (const line of fence.info === 'sh' ? fence.text.trim().split('\n') : []) {
      const [, to] = /^cd (\S+)$/.exec(line) ?? []
      if (to !== undefined) folder = join(folder, to)
      else if (line === 'npm install') workshop.install(folder)
      else output = await workshop.shell(line, folder)
    }
  }
  return { folder, output }
}

t.test('the guide shows the files of the example, and the example has no others', async (t) => {
  const shown = shownFiles(guide)
  const files = listFiles(EXAMPLE).filter((path) => !path.endsWith('README.md')).map((path) => path.slice(EXAMPLE.length + 1))
  t.strictSame([...shown.keys()].sort(), files.sort())
  for (const [file, text] of shown) t.equal(text, readText(`${EXAMPLE}/${file}`), file)
  const lines = files.filter((file) => file.startsWith('src/')).flatMap((file) => readText(`${EXAMPLE}/${file}`).trimEnd().split('\n'))
  t.ok(lines.length <= MAX_LINES, `the channel has ${lines.length} lines`)
})

t.test('who follows the guide to the letter has a channel that keeps the contract', async (t) => {
  const workshop = await openWorkshop(t)
  const cwd = join(workshop.path, 'empty')
  mkdirSync(cwd)
  const elsewhere = guide.fences.findIndex(({ text }) => text.startsWith('npm install ./'))
  const packing = guide.fences.findIndex(({ text }) => text === 'npm pack\n')
  t.ok(packing > 0 && elsewhere === packing + 1, 'it packs, and goes on where the hub is')

  const { folder, output } = await follow(workshop, guide.fences.slice(0, packing), cwd)
  t.match(output, /^# fail 0$/m, 'all tests pass')
  t.match(output, /ok \d+ - a request without a valid proof is refused/, 'those of the kit')
  t.ok([...output.matchAll(/^ {4}ok \d+ - /gm)].length >= 40, 'forty and more')

  await follow(workshop, guide.fences.slice(packing, elsewhere), folder)
  const packed = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  t.equal(guide.fences[elsewhere]?.text, `npm install ./${packed}\n`, 'the guide names the file')
  await t.test('the hub takes what was packed', async (t) => {
    const hub = join(workshop.path, 'hub')
    const installed = join(hub, 'node_modules/@acme/channel-telegram')
    mkdirSync(installed, { recursive: true })
    workshop.install(hub)
    // This process would take the sources of kefuhub's packages, which are not packed.
    const manifest = join(hub, 'node_modules/@kefuhub/contract/package.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll('@kefuhub/source', 'unused'))
    await workshop.shell(`tar -xzf ${join(folder, packed)} -C ${installed} --strip-components=1`)
    t.ok(existsSync(join(installed, 'dist/src/index.js')))
    t.notOk(existsSync(join(installed, 'dist/test')), 'without its tests')
    const entry = guide.fences.find(({ info, text }) => info === 'yaml' && text.startsWith('- id: telegram'))
    mkdirSync(join(hub, 'config'))
    writeFileSync(join(hub, 'config/hub.yaml'), `plugins:\n${entry?.text}`)
    const env = { TELEGRAM_TOKEN: '123456789:abcdefghijklmnopqrstuvwxyz', TELEGRAM_WEBHOOK_SECRET: 'abcdefghijklmnopqrstuvwxyz' }
    await t.resolves(loadConfig(join(hub, 'config/hub.yaml'), env))
    await t.rejects(loadConfig(join(hub, 'config/hub.yaml'), { ...env, TELEGRAM_TOKEN: 'none' }), 'with a token that is none it does not')
    t.equal(parse(entry?.text ?? '')[0].use, JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).name)
  })
})

t.test('the guide of connectors shows what the scaffold writes', async (t) => {
  const shown = shownFiles(readPage('docs/Guides/write-a-connector.md'))
  t.ok(shown.size > 0)
  const dir = t.testdir({})
  await scaffold({ kind: 'notifier', name: '@acme/notifier-chat', dir })
  for (const [file, text] of shown) t.equal(text, readFileSync(join(dir, file), 'utf8'), file)
  const own = readdirSync(join(dir, 'src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  t.ok(own.every(({ name }) => [...shown.keys()].some((file) => file.endsWith(name))), 'and all of it')
})
