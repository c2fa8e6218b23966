/* eslint-disable no-template-curly-in-string -- this is the syntax of the config, not of JavaScript */
import { dirname, join } from 'node:path'
import t from 'tap'
import { loadConfig } from '../../src/config/config.js'
import { fixture, installFixtures, loadValid, problemsOf, problemsOfFile, writeConfig } from './sample.js'
import { readSections } from '../../src/config/entry.js'
import { ticketsConfig } from '../support/tickets.js'

t.test('an empty file is a config with every default', async (t) => {
  const loaded = await loadValid(t, '')
  t.same(loaded.config, {
    server: { host: '127.0.0.1', port: 3000, trustProxy: false, publicUrl: 'http://127.0.0.1:3000' },
    store: { url: `embedded:${join(loaded.dir, 'data')}`, database: 'kefuhub', writeTimeoutMs: 3000 },
    queue: { prefix: 'kefuhub' },
    media: { maxBytes: 20971520 },
    log: { level: 'info' },
    lanes: { concurrency: 16, leaseMs: 30000, sweepMs: 5000 },
    delivery: { attempts: 36, firstDelayMs: 1000, maxDelayMs: 300000, sendTimeoutMs: 10000, resendUncertain: 0 },
    agents: { lockAfter: 5, lockMinutes: 15, idleMinutes: 720 },
    api: { requestsPerMinute: 600 },
    tickets: ticketsConfig()
  })
  t.match(loaded.config.tickets, { dueSoonMinutes: 30, types: [{ id: 'general', priority: 'normal', fields: [], statuses: [{ id: 'new', state: 'new' }, {}, {}, {}, {}, { id: 'closed', state: 'closed' }] }] })
  t.same(loaded.plugins, [])
  t.same(loaded.secrets, [])
  t.equal(loaded.file, join(loaded.dir, 'hub.yaml'))
})

t.test('loads plugins in the order of the file with their options, the same package under several ids', async (t) => {
  const file = writeConfig(t, `
plugins:
  - { id: second, use: "@fixture/channel", options: { appId: wx2, appSecret: "\${env:SECRET}", timeoutMs: "\${env:TIMEOUT}", isOn: "\${env:ON}" } }
  - { id: first, use: "@fixture/channel", options: { appId: wx1, appSecret: "12345678", mode: plain } }
  - { id: feature, use: ./node_modules/@fixture/feature }
`)
  installFixtures(file, { '@fixture/channel': 'valid', '@fixture/feature': 'feature' })
  const { plugins } = await loadConfig(file, { SECRET: 'from-environment', TIMEOUT: '20', ON: 'false' })
  t.match(plugins, [
    { id: 'second', use: '@fixture/channel', name: '@fixture/channel', version: '1.2.3' },
    { id: 'first', use: '@fixture/channel' },
    { id: 'feature', use: './node_modules/@fixture/feature', name: '@fixture/feature', version: '0.4.0' }
  ])
  t.same(plugins.map(({ options }) => options), [
    { appId: 'wx2', appSecret: 'from-environment', timeoutMs: 20, isOn: false, mode: 'security' },
    { appId: 'wx1', appSecret: '12345678', mode: 'plain', timeoutMs: 1000, isOn: true },
    {}
  ])
  t.equal(plugins[0]?.module, plugins[1]?.module)
})

t.test('completes addresses and paths', async (t) => {
  const cases: Array<[string, string]> = [
    ['server: { host: "::1", port: 1 }', 'http://[::1]:1'],
    ['server: { publicUrl: "https://kefu.example.com/hub//" }', 'https://kefu.example.com/hub'],
    ['server: { host: hub.local, port: "${env:PORT}" }', 'http://hub.local:8080']
  ]
  for (const [yaml, url] of cases) t.equal((await loadValid(t, yaml, { PORT: '8080' })).config.server.publicUrl, url)
  const stores: Array<[string, (dir: string) => string]> = [
    ['mongodb://127.0.0.1/a', () => 'mongodb://127.0.0.1/a'],
    ['embedded:../x', (dir) => `embedded:${join(dir, '../x')}`],
    ['embedded:/var/lib/x', () => 'embedded:/var/lib/x'],
    ['embedded://host/x', () => 'embedded://host/x']
  ]
  for (const [url, expected] of stores) {
    const { config, dir } = await loadValid(t, `store: { url: "${url}" }\nsecret: ${'x'.repeat(32)}`)
    t.equal(config.store.url, expected(dir))
  }
})

t.test('a config with ten mistakes lists all ten, in the order of the file', async (t) => {
  const file = writeConfig(t, `
port: 3000
server:
  prot: 3000
  host: \${env:HSOT}
log: { level: inof }
lanes:
  concurrency: 0
store:
  url: embeded:./data
plugins:
  - id: Wechat
    use: ${fixture('valid')}
    options: { appId: wx1, appSecret: 12345678, timeoutMs: soon }
  - id: bot
    use: '@kefuhub/store-embeded'
  - id: bot
    use: ${fixture('feature')}
`)
  t.match(await problemsOfFile(file, { HOST: 'x' }), [
    { code: 'KH_ERR_CONFIG_KEY_UNKNOWN', path: 'port', line: 2, column: 1, read: 'port', suggestion: 'server.port' },
    { code: 'KH_ERR_CONFIG_KEY_UNKNOWN', path: 'server.prot', line: 4, column: 3, allowed: 'host, port, publicUrl, trustProxy', suggestion: 'port' },
    { code: 'KH_ERR_CONFIG_REFERENCE_MISSING', path: 'server.host', line: 5, column: 9, message: /HSOT, which is not set/, suggestion: 'HOST' },
    { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'log.level', line: 6, column: 15, read: '"inof"', suggestion: 'info' },
    { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'lanes.concurrency', line: 8, column: 16, read: '0', allowed: 'an integer from 1 to 1024' },
    { code: 'KH_ERR_STORE_ENGINE_NOT_FOUND', path: 'store.url', line: 10, column: 8, suggestion: 'embedded:' },
    { code: 'KH_ERR_PLUGIN_ID_INVALID', path: 'plugins[0].id', line: 12, column: 9, read: '"Wechat"' },
    { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'plugins[0].options.appSecret', line: 14, column: 39, read: '•••', allowed: 'text of at least 8 characters' },
    { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'plugins[0].options.timeoutMs', line: 14, column: 60, read: '"soon"', allowed: 'an integer from 1 to 5000' },
    { code: 'KH_ERR_PLUGIN_NOT_FOUND', path: 'plugins[1].use', line: 16, column: 10, read: '@kefuhub/store-embeded', suggestion: '@kefuhub/store-embedded' },
    { code: 'KH_ERR_PLUGIN_ID_TWICE', path: 'plugins[2].id', line: 17, column: 9, read: 'bot', message: /taken by plugins\[1\] already/ }
  ])
  await t.rejects(loadConfig(file, {}), { code: 'KH_ERR_CONFIG_INVALID', file, message: /has 11 mistakes:\n {2}2:1 KH_ERR_CONFIG_KEY_UNKNOWN 'port' is not a key of the config\n/ })
})

t.test('one mistake is told as one', async (t) => {
  const cases: Array<[string, object]> = [
    ['- a list\n', { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'the config', read: 'a list of 1', allowed: /^a mapping with the keys server, / }],
    ['just text\n', { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'the config', read: '"just text"' }],
    ['server:\n', { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'server', line: 1, column: 1, read: 'nothing', excerpt: { text: 'server:' } }],
    ['server: { port: "3000" }', { code: 'KH_ERR_CONFIG_VALUE_INVALID', read: '"3000"', allowed: 'an integer from 0 to 65535' }],
    ['server: { port: "${env:PORT}" }', { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'server.port', read: '•••', excerpt: { text: 'server: { port: "${env:PORT}" }', column: 17 } }],
    ['server: { publicUrl: "ftp://x" }', { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'server.publicUrl' }],
    ['log: { level: ${env:LEVEL} }', { code: 'KH_ERR_CONFIG_SYNTAX', message: /reference needs quotes/ }],
    ['log: { level: "${evn:LEVEL}" }', { code: 'KH_ERR_CONFIG_REFERENCE_INVALID', path: 'log.level', allowed: /\$\{env:NAME\}/ }],
    ['log: { level: info }\nlog: { level: warn }', { code: 'KH_ERR_CONFIG_KEY_TWICE', read: 'log', line: 2 }],
    ['plugins: {}', { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'plugins', read: 'a mapping', allowed: /^a list/ }],
    ['plugins: [{ id: a }]', { code: 'KH_ERR_CONFIG_KEY_MISSING', path: 'plugins[0].use', line: 1, column: 11 }],
    ['plugins: [x]', { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'plugins[0]' }],
    [`plugins: [{ id: a, use: "${fixture('feature')}", options: [] }]`, { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'plugins[0].options' }],
    [`plugins: [{ id: a, use: "${fixture('feature')}", options: { x: 1 } }]`, { code: 'KH_ERR_CONFIG_KEY_UNKNOWN', path: 'plugins[0].options.x', allowed: 'no keys' }],
    [`plugins: [{ id: a, use: "${fixture('store')}" }]`, { code: 'KH_ERR_PLUGIN_KIND_INVALID', path: 'plugins[0].use' }],
    [`plugins: [{ id: a, use: "${fixture('bad-schema')}" }]`, { code: 'KH_ERR_PLUGIN_EXPORT_INVALID', message: /its options schema is not valid/ }],
    [`plugins: [{ id: a, use: "${fixture('throws')}" }]`, { code: 'KH_ERR_PLUGIN_IMPORT_FAILED' }],
    [`plugins: [{ id: a, use: "${fixture('wrong-contract')}" }]`, { code: 'KH_ERR_PLUGIN_CONTRACT_MISMATCH' }],
    [`plugins: [{ id: a, use: "${fixture('dependency-missing')}" }]`, { code: 'KH_ERR_PLUGIN_DEPENDENCY_MISSING' }],
    [`plugins: [{ id: a, use: "${fixture('no-default-export')}" }]`, { code: 'KH_ERR_PLUGIN_EXPORT_INVALID' }],
    ['plugins: [{ id: a, use: ./absent }]', { code: 'KH_ERR_PLUGIN_NOT_FOUND', allowed: /a path that begins with/ }],
    ['plugins: [{ id: a, use: "${env:USE}" }]', { code: 'KH_ERR_CONFIG_REFERENCE_MISSING', path: 'plugins[0].use' }],
    ['plugins: [{ id: a, use: "" }]', { code: 'KH_ERR_CONFIG_VALUE_INVALID', path: 'plugins[0].use' }]
  ]
  for (const [yaml, expected] of cases) {
    const problems = await problemsOf(t, yaml, { PORT: 'eighty' })
    t.equal(problems.length, 1, yaml)
    t.match(problems[0], expected, yaml)
  }
})

t.test('a broken reference is told once, whatever the schema says of the gap', async (t) => {
  const problems = await problemsOf(t, `
secret: \${env:A}\${env:B}
plugins:
  - id: \${env:ID}
    use: ${fixture('valid')}
    options: { appId: "\${file:absent}", appSecret: 12345678x }
  - id: \${env:ID}
    use: ${fixture('feature')}
`)
  t.match(problems.map(({ code, path }) => [code, path]), [
    ['KH_ERR_CONFIG_REFERENCE_MISSING', 'secret'],
    ['KH_ERR_CONFIG_REFERENCE_MISSING', 'secret'],
    ['KH_ERR_CONFIG_REFERENCE_MISSING', 'plugins[0].id'],
    ['KH_ERR_CONFIG_REFERENCE_MISSING', 'plugins[0].options.appId'],
    ['KH_ERR_CONFIG_REFERENCE_MISSING', 'plugins[1].id']
  ])
  t.equal(problems.length, 5)
})

t.test('a misspelt key is not told as a missing one too', async (t) => {
  const problems = await problemsOf(t, `plugins: [{ id: a, use: "${fixture('valid')}", optoins: { appId: x } }]`)
  t.match(problems.map(({ path, suggestion }) => [path, suggestion]), [['plugins[0].optoins', 'options']])
  t.equal(problems.length, 1)
})

t.test('what makes no sense to go on with is thrown as it is', async (t) => {
  await t.rejects(loadConfig(join(t.testdir({}), 'hub.yaml'), {}), { code: 'KH_ERR_CONFIG_NOT_FOUND' })
})

t.test('a relative path to the config file starts where the process stands', async (t) => {
  const file = writeConfig(t, 'log: { level: warn }')
  const loaded = await loadConfig(file.replace(`${process.cwd()}/`, ''), {})
  t.equal(loaded.file, file)
  t.equal(loaded.dir, dirname(file))
})

t.test('types of tickets whose parts do not fit together are told, each at its place', async (t) => {
  const title = '{ zh: x, en: x }'
  const problems = await problemsOf(t, `
tickets:
  types:
    - id: refund
      title: ${title}
      fields:
        - { name: reason, title: ${title}, type: choice }
        - { name: reason, title: ${title}, choices: [a] }
      statuses:
        - { id: received, title: ${title}, state: new, next: [aproved] }
        - { id: received, title: ${title}, state: closed }
    - id: refund
      title: ${title}
      statuses: [{ id: a, title: ${title}, state: new }]
`)
  t.same(problems.map(({ path }) => path).sort(), [
    'tickets.types[0].fields[0].choices', 'tickets.types[0].fields[1].choices', 'tickets.types[0].fields[1].name',
    'tickets.types[0].statuses[0].next[0]', 'tickets.types[0].statuses[1].id', 'tickets.types[1].id'
  ])
})

t.test('what the hub is told of a plugin belongs to its kind, and has its defaults', async (t) => {
  t.match(await problemsOf(t, `plugins: [{ id: feature, use: "${fixture('feature')}", sync: { pullMinutes: 1 } }]`), [{ code: 'KH_ERR_CONFIG_KEY_UNKNOWN', path: 'plugins[0].sync', message: /a feature/ }])
  const { found, findings } = readSections({ kind: 'crm' }, { path: [], sections: { sync: undefined, tickets: undefined, notices: undefined } })
  t.match(found, { sync: { create: 'never', pullMinutes: 5, fields: [{ hub: 'name', direction: 'both', conflict: 'crm' }, { hub: 'phones' }, { hub: 'emails' }] } })
  t.same(findings, [])
})
