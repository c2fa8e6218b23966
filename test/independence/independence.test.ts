import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parse, stringify } from 'yaml'
import { readText, root } from '../support/repository.js'
import { listKits, putKit } from './kit.js'
import { packageOf, packStranger, packWorkspaces, readImports, type Packed } from './packed.js'
import { openPlace, type Place } from './place.js'

// Every package is installed by itself, which takes a while each.
t.setTimeout(900_000)
t.jobs = availableParallelism()

const EXAMPLE = join(root, 'docs/Guides/examples/channel-telegram')
const EXAMPLE_ENTRIES = [{ id: 'telegram', use: '@acme/channel-telegram', options: { token: '123456789:a-token-that-only-the-bot-knows', webhookSecret: 'a-secret-of-the-webhook' } }]

interface Entry { id: string, use: string, options?: Record<string, unknown> }

const folder = mkdtempSync(join(tmpdir(), 'kefuhub-packed-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
const workspaces = await packWorkspaces(folder)
const stranger = await packStranger(EXAMPLE, folder)
const isGround = ({ name }: Packed): boolean => ['@kefuhub/contract', '@kefuhub/core', '@kefuhub/store-embedded'].includes(name)
const plugins = [...workspaces.filter(({ manifest }) => manifest['kefuhub'] !== undefined), stranger]
const ground = openPlace(t)
await ground.install(tarballsOf(workspaces.filter(isGround)))

t.test('what is packed holds every file that its package.json names, and no test', async (t) => {
  for (const { name, manifest, files } of [...workspaces, stranger]) {
    const named = [manifest['exports'], manifest['bin'] ?? {}].flatMap(pathsIn).map((path) => path.replace('./', ''))
    t.ok(named.length > 0, name)
    for (const path of named) t.ok(files.includes(path), `${name} has ${path}`)
    t.strictSame(files.filter((path) => /^(dist\/)?test\/|^dist\/.*\.test\./.test(path)), [], name)
  }
})

t.test('what is packed imports nothing that its package.json does not name', async (t) => {
  for (const each of [...workspaces, stranger]) t.strictSame(undeclaredImports(each), [], each.name)
})

// Those with the most to do come first, so that no processor waits for them in the end.
for (const plugin of plugins.sort((one, other) => listKits(other).length - listKits(one).length)) t.test(plugin.name, { buffered: true }, (t) => tryAlone(t, plugin))

/** Installs a plugin with the hub and nothing else, starts it from a config and runs its kit, all from what was packed. */
async function tryAlone (t: Test, plugin: Packed): Promise<void> {
  const place = ground.repeat(t)
  if (!isGround(plugin)) await place.install(tarballsOf([plugin]))
  const entries = await connect(place, plugin)
  await t.test('a hub starts with it, and it is well', (t) => startHub(t, place, entries))

  const kit = await putKit(place, plugin)
  if (plugin.manifest['kefuhub'].kind === 'store') return
  await t.test('it keeps the contract', async (t) => {
    t.ok(kit, 'it has a kit')
    const run = place.run('--test-reporter=tap', String(kit))
    const { code } = await run.ended
    t.equal(code, 0, code === 0 ? 'every test of it passes' : failuresOf(run.output()))
    const [, passed = 0] = /^# pass (\d+)$/m.exec(run.output()) ?? []
    t.ok(Number(passed) >= 10, `${passed} tests pass`)
  })
}

/** Starts what the plugin talks to. @returns the entries of its config, led to that */
async function connect (place: Place, { name, manifest, source }: Packed): Promise<Entry[]> {
  const entries: Entry[] = source === EXAMPLE ? EXAMPLE_ENTRIES : parse(readFileSync(join(source, 'test/hub.yaml'), 'utf8'))
  if (existsSync(join(source, 'test/fixtures'))) cpSync(join(source, 'test/fixtures'), join(place.path, 'config/fixtures'), { recursive: true })
  if (manifest['exports']['./simulator'] === undefined) return entries
  place.write('simulate.js', readText('test/independence/simulate.js'))
  return await Promise.all(entries.map(async (entry) => {
    const simulator = place.run('simulate.js', name, JSON.stringify(entry.options))
    const [, options = ''] = await simulator.waitForLine(/^ready (.*)$/)
    return { ...entry, options: { ...entry.options, ...JSON.parse(options) } }
  }))
}

function tarballsOf (packages: Packed[]): Record<string, string> {
  return Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]))
}

async function startHub (t: Test, place: Place, entries: Entry[]): Promise<void> {
  place.write('config/hub.yaml', stringify({ server: { port: 0 }, store: { url: 'embedded:../data' }, secret: 'a secret for tests, long enough to be one', plugins: entries }))
  const kefuhub = (command: string) => place.run('node_modules/@kefuhub/core/bin/kefuhub.js', command, '--config', 'config/hub.yaml')
  const check = kefuhub('check')
  const { code } = await check.ended
  t.equal(code, 0, code === 0 ? 'the config is valid' : check.output())
  const hub = kefuhub('start')
  const [, url] = await hub.waitForLine(/^ready on (\S+)/, 60_000)
  const health = await (await fetch(`${url}/readyz`)).json() as { state: string, plugins: Array<{ id: string, state: string, reason?: string }> }
  t.equal(health.state, 'ok')
  t.match(health.plugins, entries.map(({ id }) => ({ id, state: 'ok' })))
  t.same(await hub.stop(), { code: 0, signal: null })
  t.notMatch(hub.output(), /"level":[56]0|Warning:/, 'it complains of nothing')
}

/** Every path in a part of a package.json but those that only this repository uses. */
function pathsIn (part: unknown): string[] {
  if (typeof part === 'string') return [part]
  return Object.entries(part as Record<string, unknown>).filter(([name]) => name !== '@kefuhub/source').flatMap(([, value]) => pathsIn(value))
}

/** What Node would look for outside of the package. What a bundler put together beside it, which browsers load, is whole. */
function undeclaredImports ({ manifest, source, built, files, compiled }: Packed): string[] {
  const declared = new Set([manifest['name'], ...Object.keys({ ...manifest['dependencies'], ...manifest['peerDependencies'], ...manifest['optionalDependencies'] })])
  const isOurs = (path: string): boolean => path.endsWith('.js') && (path.startsWith('bin/') || existsSync(join(source, path.replace(compiled, 'src').replace(/\.js$/, '.ts'))))
  return files.filter(isOurs).flatMap((path) => readImports(join(built, path))
    .filter((name) => !name.startsWith('.') && !isBuiltin(name) && !declared.has(packageOf(name)))
    .map((name) => `${path} imports ${name}`))
}

function failuresOf (output: string): string {
  const lines = output.split('\n')
  return lines.flatMap((line, index) => /^ *not ok/.test(line) ? lines.slice(index, index + 12) : []).join('\n').slice(0, 20_000) || output.slice(-5000)
}
