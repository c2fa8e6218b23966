import { join } from 'node:path'
import t, { type Test } from 'tap'
import { castPlugins } from '../../../src/cli/accept/cast.js'
import { findSimulator } from '../../../src/cli/accept/simulators.js'
import { withStandIns } from '../../../src/cli/accept/stand-ins.js'
import { loadConfig } from '../../../src/config/config.js'

/** A plugin of a kind. */
const plugin = (kind: string, properties: object = {}) => `
const options = { type: 'object', additionalProperties: false, properties: ${JSON.stringify({ url: { type: 'string', default: 'https://real.invalid' }, key: { type: 'string', secret: true, minLength: 12, maxLength: 14 }, id: { type: 'string', pattern: '^wx[0-9]+$' }, way: { enum: ['a', 'b'], type: 'string', default: 'a' }, ...properties })} }
export default { kind: '${kind}', name: '${kind}-test', contract: '^1', title: { zh: '测试', en: 'Test' }, icon: '<svg xmlns="http://www.w3.org/2000/svg"/>', options, capabilities: () => ({}), setup: () => ({}) }
`

/** A simulator that notes in its options how it was started. */
const simulator = (body: string, example: object = {}) => `export default { example: ${JSON.stringify(example)}, async start (options, templates) { ${body} } }`

function pack (kind: string, simulated?: string): Record<string, string> {
  return {
    'package.json': JSON.stringify({ name: `kefuhub-${kind}`, version: '3.2.1', type: 'module', kefuhub: { kind, contract: '^1' }, exports: { '.': './index.js', ...(simulated !== undefined && { './simulator': './simulator.js' }) } }),
    'index.js': plugin(kind),
    ...(simulated !== undefined && { 'simulator.js': simulated })
  }
}

const SIMULATED = simulator("globalThis.closed ??= []; return { options: { url: 'http://127.0.0.1:1' }, join: async () => ({}), close: async () => { globalThis.closed.push(options.url) } }", { id: 'wx1' })

async function cast (t: Test, folders: Record<string, Record<string, string>>, only?: string[], config: object = {}) {
  const cwd = t.testdir({
    ...folders,
    'hub.yaml': JSON.stringify({ ...config, plugins: Object.keys(folders).map((id) => ({ id, use: `./${id}`, ...(id === 'erp' && { tickets: { pollMinutes: 5 } }) })) })
  })
  const loaded = await loadConfig(join(cwd, 'hub.yaml'), {})
  return await castPlugins(loaded, only)
}

t.test('every plugin that reaches out gets its simulator, and the others are left out and named', async (t) => {
  const found = await cast(t, {
    shop: pack('channel', SIMULATED),
    bare: pack('channel'),
    erp: pack('erp', SIMULATED),
    files: pack('erp'),
    crm: pack('crm', simulator("throw new Error('no such CRM')")),
    mail: pack('notifier', simulator('return { options: { unknown: 1 }, close: async () => {} }')),
    bot: pack('feature')
  })
  t.strictSame(found.plugins.map(({ id }) => id), ['shop', 'erp', 'bot'])
  t.match(found.plugins[0]?.options, { url: 'http://127.0.0.1:1', way: 'a' }, 'defaults stay')
  t.ok((found.plugins[1]?.tickets?.pollMinutes ?? 1) < 1, 'nobody waits five minutes')
  t.match(found.reports, [
    { id: 'shop', version: '3.2.1', role: 'simulated' },
    { id: 'bare', role: 'untried', reason: { en: 'its package brings no simulator' } },
    { id: 'erp', role: 'simulated' },
    { id: 'files', role: 'untried' },
    { id: 'crm', role: 'failed', reason: { en: 'its simulator could not be started: no such CRM' } },
    { id: 'mail', role: 'failed', reason: { en: /does not fit the options: unknown/ } },
    { id: 'bot', role: 'as-is' }
  ])
  await found.close()
  t.strictSame((globalThis as { closed?: unknown }).closed, ['https://real.invalid', 'https://real.invalid'], 'all that was started is closed')
})

t.test('a platform is told which templates tickets mean on its channel', async (t) => {
  const status = (id: string, templates?: object) => ({ id, title: { zh: '一', en: 'one' }, state: 'new', ...(templates !== undefined && { tell: { text: 'x', templates } }) })
  const tickets = {
    types: [{
      id: 'refund',
      title: { zh: '一', en: 'one' },
      statuses: [
        status('a'),
        status('b', { shop: { id: 'T1', values: { thing1: 'x' } }, other: { id: 'T9', values: { thing1: 'x' } } }),
        status('c', { shop: { id: 'T1', values: { thing1: 'x', amount2: 'y' } } }),
        status('d', { shop: { id: 'T2' } })
      ]
    }]
  }
  const found = await cast(t, { shop: pack('channel', simulator('globalThis.templates = templates; return { options: {}, join: async () => ({}), close: async () => {} }')) }, undefined, { tickets })
  t.strictSame((globalThis as { templates?: unknown }).templates, { T1: ['thing1', 'amount2'], T2: [] })
  await found.close()
})

t.test('channels that are not asked for stay out', async (t) => {
  const found = await cast(t, { shop: pack('channel', SIMULATED), other: pack('channel', SIMULATED) }, ['other'])
  t.match(found.reports, [{ id: 'shop', role: 'untried', reason: { en: 'not asked for (--only)' } }, { id: 'other', role: 'simulated' }])
  await found.close()
})

t.test('a package without a simulator has none, whatever it is', async (t) => {
  const dir = t.testdir({ bare: pack('channel'), odd: pack('channel', 'export default 1'), broken: pack('channel', 'throw new Error("broken")'), gone: { 'package.json': pack('channel', '')['package.json'] ?? '' }, plain: { 'package.json': '{"name":"plain"}' }, 'file.js': plugin('channel') })
  t.equal(await findSimulator('./bare', dir), undefined)
  t.equal(await findSimulator('./odd', dir), undefined)
  t.equal(await findSimulator('./file.js', dir), undefined)
  t.equal(await findSimulator('./plain', dir), undefined)
  t.equal(await findSimulator('kefuhub-not-there', dir), undefined)
  await t.rejects(findSimulator('./broken', dir), { message: 'broken' })
  await t.rejects(findSimulator('./gone', dir), { code: 'MODULE_NOT_FOUND' }, 'one that was not built is not passed over')
})

t.test('variables that are not set get made-up values where a simulator takes their place, and only there', async (t) => {
  const env = (name: string): string => `\${env:${name}}`
  const cwd = t.testdir({
    shop: pack('channel', SIMULATED),
    bare: pack('channel'),
    'hub.yaml': JSON.stringify({
      secret: env('SECRET'),
      store: { url: env('STORE') },
      log: { level: env('LEVEL') },
      plugins: [
        { id: 'shop', use: './shop', options: { key: env('KEY'), id: env('ID'), way: env('WAY'), url: env('URL') } },
        { id: 'bare', use: './bare', options: { key: env('BARE') } },
        { id: 'gone', use: './gone', options: { key: env('GONE') } }
      ]
    })
  })
  const made = await withStandIns(join(cwd, 'hub.yaml'), { URL: 'https://given.invalid' })
  t.match(made, { URL: 'https://given.invalid', SECRET: /.{32}/, STORE: 'embedded:./unused', ID: 'wx1', KEY: /^made-up-{5}$/ })
  for (const name of ['LEVEL', 'WAY', 'BARE', 'GONE']) t.equal(made[name], undefined, `${name} stays missing, and loading the config says so`)
})
