import t from 'tap'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import type { Test } from 'tap'
import { stringify } from 'yaml'
import { loadConfig } from '../../src/config/config.js'
import { createRefusal, planChange, type ConfigChange } from '../../src/config/plan.js'

const PLUGIN = `
export default {
  kind: 'feature', name: 'word', contract: '^1', title: { zh: '词', en: 'Word' },
  options: {
    type: 'object', additionalProperties: false,
    properties: { word: { type: 'string', default: 'a' }, key: { type: 'string', minLength: 1, secret: true }, list: { type: 'array', items: { type: 'string' } } }
  },
  setup: () => ({})
}`

const digest = (secret: string) => `digest:${createHash('sha256').update(secret).digest('hex').slice(0, 6)}`

/** Plans the step from one config to another. */
async function plan (t: Test, from: object, to: object, files: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'kefuhub-plan-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'word.js'), PLUGIN)
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const load = async (config: object) => {
    await writeFile(join(folder, 'hub.yaml'), stringify({ store: { url: 'mongodb://user:pass-word@127.0.0.1/' }, secret: 'x'.repeat(32), ...config }))
    return await loadConfig(join(folder, 'hub.yaml'), {})
  }
  const { file, ...rest } = planChange(await load(from), await load(to), digest)
  t.equal(file, join(folder, 'hub.yaml'))
  return rest
}

const word = (id: string, options: object = {}) => ({ id, use: './word.js', options })
const byPath = (changes: ConfigChange[]) => [...changes].sort((one, other) => one.path.localeCompare(other.path))
const nothing = { problems: [], added: [], removed: [], changed: [], hub: [], restart: [] }

t.test('the same config changes nothing', async (t) => {
  t.same(await plan(t, { plugins: [word('one')] }, { plugins: [word('one')] }), nothing)
  t.same(await plan(t, { plugins: [word('one')] }, { plugins: [word('one', { word: 'a' })] }), nothing, 'a default that is written out is the same')
})

t.test('plugins that come, go and change are told by id, and their order', async (t) => {
  const found = await plan(t,
    { plugins: [word('one'), word('two'), word('three', { list: ['x', 'y'] })] },
    { plugins: [word('three', { list: ['x', 'z'] }), word('one', { word: 'b' }), word('four')] })
  t.match(found.added, [{ id: 'four', name: './word.js' }])
  t.match(found.removed, [{ id: 'two' }])
  t.same(found.changed, [
    { id: 'three', changes: [{ path: 'options.list[1]', from: '"y"', to: '"z"' }] },
    { id: 'one', changes: [{ path: 'options.word', from: '"a"', to: '"b"' }] }
  ])
  t.same(found.order, ['three', 'one'])
  t.same(found.restart, [])
})

t.test('the hub\'s own settings are told, with what stood nowhere before', async (t) => {
  const found = await plan(t, {}, { log: { level: 'debug' }, queue: { url: 'redis://127.0.0.1:6379' } })
  t.same(byPath(found.hub), [{ path: 'log.level', from: '"info"', to: '"debug"' }, { path: 'queue.url', to: '"redis://127.0.0.1:6379"' }])
  t.same(found.restart, [])
})

t.test('secrets show as digests: at secret paths however short, from files, and inside of addresses', async (t) => {
  const found = await plan(t,
    // eslint-disable-next-line no-template-curly-in-string -- the syntax of the config
    { queue: { url: 'redis://:old-password@127.0.0.1:6379' }, plugins: [word('one', { key: 'k1', word: '${file:word.txt}' })] },
    { queue: { url: 'redis://:new-password@127.0.0.1:6379' }, plugins: [word('one', { key: 'k2', word: 'b' })] },
    { 'word.txt': 'from a file\n' })
  t.same(byPath(found.changed[0]?.changes ?? []), [
    { path: 'options.key', from: JSON.stringify(digest('k1')), to: JSON.stringify(digest('k2')) },
    { path: 'options.word', from: JSON.stringify(digest('from a file')), to: '"b"' }
  ])
  t.match(found.hub, [{ path: 'queue.url', from: `redis://:${digest('old-password')}@127`, to: `redis://:${digest('new-password')}@127` }])
  t.notMatch(JSON.stringify(found), /old-password|new-password|from a file|"k1"|"k2"/)
})

t.test('what one process has from its start to its end takes a restart', async (t) => {
  const found = await plan(t, {}, { store: { url: 'mongodb://127.0.0.1/', database: 'other', writeTimeoutMs: 1000 }, server: { port: 3001 }, secret: 'y'.repeat(32) })
  t.same([...found.restart].sort(), ['secret', 'server.port', 'store.database', 'store.url'].map((path) => `${path} is read when a process starts`))
  t.ok(found.hub.some(({ path }) => path === 'store.writeTimeoutMs'), 'which is no reason')
  t.notMatch(JSON.stringify(found), /pass-word|xxxx|yyyy/)
})

t.test('another version of a package that is running takes a restart', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'kefuhub-plan-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'word.js'), PLUGIN)
  await writeFile(join(folder, 'hub.yaml'), stringify({ plugins: [word('one')] }))
  const before = await loadConfig(join(folder, 'hub.yaml'), {})
  const after = await loadConfig(join(folder, 'hub.yaml'), {})
  const [plugin] = after.plugins
  if (plugin !== undefined) plugin.version = '9.9.9'
  t.match(planChange(before, after, digest).restart, [/word\.js 9\.9\.9 is installed in place of .*, which is running/])
})

t.test('long values are shortened', async (t) => {
  const found = await plan(t, { plugins: [word('one')] }, { plugins: [word('one', { word: 'b'.repeat(1000) })] })
  t.ok((found.changed[0]?.changes[0]?.to?.length ?? 0) < 210)
})

t.test('a file that cannot be used has its mistakes and nothing else', async (t) => {
  t.same(createRefusal('hub.yaml', []), { file: 'hub.yaml', ...nothing })
})
