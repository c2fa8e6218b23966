/* eslint-disable no-template-curly-in-string -- this is the syntax of the config, not of JavaScript */
import { symlinkSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { loadConfig } from '../../src/config/config.js'
import { ConfigInvalidError } from '../../src/config/problem.js'
import { fixture, loadValid, problemsOf, problemsOfFile, writeConfig } from './sample.js'

const CANARY = 'c4nary-s3cret-value'

t.test('lists what must never be seen', async (t) => {
  const file = writeConfig(t, `
secret: \${env:HUB_SECRET}
store: { url: "mongodb://hub:p%40ss@mongo/?x=1" }
queue: { url: "redis://:\${env:REDIS}@redis:6379" }
server: { host: "\${env:HOST}" }
plugins:
  - id: a
    use: ${fixture('valid')}
    options: { appId: "\${file:app-id}", appSecret: in-the-file, keys: [{ name: n, key: first-key }] }
`, { 'app-id': 'id-from-file\n' })
  const { secrets } = await loadConfig(file, { HUB_SECRET: 'x'.repeat(32), REDIS: 'redis-password', HOST: '10.0.0.1' })
  t.same([...secrets].sort(), ['x'.repeat(32), 'first-key', 'id-from-file', 'in-the-file', 'p%40ss', 'p@ss', 'redis-password'].sort())
})

t.test('no problem shows a secret, wherever it stands and whatever is wrong around it', async (t) => {
  const use = fixture('valid')
  const cases = [
    `secret: ${CANARY}`,
    `secert: ${CANARY}xxxxxxxxxxxxxxxxxxxxxxxxxx`,
    `secret: [${CANARY}]`,
    `secret: { a: ${CANARY} }`,
    `secret: short # was ${CANARY}`,
    `{ secret: "${CANARY}", log: { level: x } }`,
    `secret: >\n  ${CANARY}\nlog: { level: x }`,
    `store: { url: "mongo://hub:${CANARY}@host" }`,
    `queue: { url: "amqp://hub:${CANARY}@host" }`,
    `queue: { url: "redis://hub:${CANARY}@host", prefix: "a b" }`,
    `plugins: [{ id: a, use: "${use}", options: { appId: x, appSecret: "${CANARY}" } }]`,
    `plugins: [{ id: a, use: "${use}", options: { appId: xyz, appSecret: ["${CANARY}"] } }]`,
    `plugins: [{ id: a, use: "${use}", options: { appId: xyz, appSecrett: "${CANARY}" } }]`,
    `plugins: [{ id: a, use: "${use}", options: { appId: xyz, appSecret: 12345678, keys: [{ nmae: n, key: ${CANARY} }] } }]`,
    `plugins: [{ id: a, use: ./absent, options: { appId: xyz, appSecret: "${CANARY}", x: "\${env:MISSING}" } }]`,
    `plugins: [{ id: a, use: "${fixture('throws')}", options: { token: "${CANARY}" } }, { id: a, use: ./b }]`,
    `plugins:\n  - id: a\n    use: "${use}"\n    appSecret: ${CANARY}`,
    'server: { host: "${env:CANARY}", port: "${env:CANARY}" }',
    'server: { publicUrl: "${env:CANARY}" }',
    'plugins: [{ id: "${env:CANARY}", use: "${env:CANARY}" }, { id: "${env:CANARY}", use: x }]',
    `secret: "\${env:NOTHING:-${CANARY}}"\nlog: { level: x }`,
    `{ secret: "\${env:NOTHING:-${CANARY}}", log: { level: x } }`,
    'log: { level: "${file:canary}" }',
    `secret: "${CANARY}\nlog: {}`,
    `secret: ${CANARY}: x`,
    `secret: ${CANARY}\n\tlog: {}`,
    `secret: @${CANARY}`,
    `plugins:\n  - options: { a: ${CANARY}, b: \${env:X} }`,
    `  ${CANARY}: [`,
    `- ${CANARY}\nx: y`,
    `port: { secret: ${CANARY} ]`
  ]
  for (const yaml of cases) {
    const file = writeConfig(t, yaml, { canary: CANARY })
    const error = await loadConfig(file, { CANARY }).then(() => undefined, (error: unknown) => error)
    t.ok(error instanceof ConfigInvalidError, yaml)
    const shown = error instanceof ConfigInvalidError ? `${error.message}${error.stack}${JSON.stringify(error.problems)}` : CANARY
    // The key of the broken line is shown, and in one case the canary is that key.
    if (!yaml.startsWith(`  ${CANARY}`)) t.notMatch(shown, CANARY, yaml)
  }
})

t.test('a plugin that fails with what a reference gave is not quoted', async (t) => {
  const previous = process.env['FIXTURE_LEAK']
  process.env['FIXTURE_LEAK'] = CANARY
  t.teardown(() => {
    if (previous === undefined) delete process.env['FIXTURE_LEAK']
    else process.env['FIXTURE_LEAK'] = previous
  })
  const dir = t.testdir({ 'throws.mjs': 'throw new Error(`token ${process.env["FIXTURE_LEAK"]} refused`)', 'hub.yaml': 'plugins: [{ id: a, use: ./throws.mjs, options: { token: "${env:CANARY}" } }]' })
  t.match(await problemsOfFile(`${dir}/hub.yaml`, { CANARY }), [{ message: "Plugin './throws.mjs' is installed, but cannot be loaded: token ••• refused" }])
})

t.test('a line is shown with the values that can be no secret', async (t) => {
  const cases: Array<[string, string]> = [
    ['log: { level: x } # why', 'log: { level: x }'],
    ['{ log: { level: x }, secret: abc }', '{ log: { level: x }, secret: ••• }'],
    ['{ secret: "${env:A}", log: { level: x } }', '{ secret: "${env:A}", log: { level: x } }'],
    ['{ secret: "${env:A:-b}", log: { level: x } }', '{ secret: •••, log: { level: x } }'],
    ['{ queue: { url: "redis://u:p@h" }, log: { level: x } }', '{ queue: { url: "redis://u:•••@h" }, log: { level: x } }'],
    ['plugins: [{ id: a, use: ./b, options: { c: d, e: 1 } }]', 'plugins: [{ id: a, use: ./b, options: { c: •••, e: ••• } }]'],
    ['server:\n  port: 1: 2 # c', '  port: 1: 2'],
    ['server:\n  prot: 1: 2', '  prot: •••'],
    ['server:\n\tport: 1', '\tport: 1'],
    ['server: [\nsecret: x', 'secret: •••'],
    ['- a\nb', '']
  ]
  for (const [yaml, excerpt] of cases) {
    const [problem] = await problemsOf(t, yaml, { A: 'short' })
    t.equal(problem?.excerpt.text, excerpt, yaml)
  }
})

t.test('the options of a plugin that is known are shown, except its secrets', async (t) => {
  const dir = t.testdir({ 'hub.yaml': 'plugins: [{ id: a, use: ./valid, options: { appId: wx, mode: plain, appSecret: abc } }]' })
  symlinkSync(fixture('valid'), `${dir}/valid`, 'junction')
  const [problem] = await problemsOfFile(`${dir}/hub.yaml`)
  t.equal(problem?.excerpt.text, 'plugins: [{ id: a, use: ./valid, options: { appId: wx, mode: plain, appSecret: ••• } }]')
})

t.test('a long line is cut', async (t) => {
  const [problem] = await problemsOf(t, `log: { level: ${'x'.repeat(200)} }`)
  t.match(problem, { excerpt: { text: `log: { level: ${'x'.repeat(146)}…` }, read: `"${'x'.repeat(59)}…"` })
})

t.test('random values at secret paths never show', async (t) => {
  await fc.assert(fc.asyncProperty(fc.stringMatching(/^[A-Za-z0-9:#{}[\],&*!|>'"%@` -]{4,30}$/), async (value) => {
    const canary = `Zq${value}qZ`
    const quoted = `'${canary.replaceAll("'", "''")}'`
    for (const written of [quoted, canary]) {
      const file = writeConfig(t, `log: { level: nonsense }\nsecret: ${written}\nplugins:\n  - id: a\n    use: ${fixture('valid')}\n    options:\n      appId: a\n      appSecret: ${written}\n`)
      const error = await loadConfig(file, {}).then(() => undefined, (error: unknown) => error)
      t.notOk(`${String((error as Error).stack)}${JSON.stringify((error as ConfigInvalidError).problems)}`.includes(JSON.stringify(canary).slice(1, -1)), written)
    }
  }), { numRuns: 30 })
})

t.test('a valid config keeps its secrets in the options alone', async (t) => {
  const { config, plugins } = await loadValid(t, `plugins: [{ id: a, use: "${fixture('valid')}", options: { appId: xyz, appSecret: "${CANARY}" } }]`)
  t.notMatch(JSON.stringify(config), CANARY)
  t.equal(plugins[0]?.options['appSecret'], CANARY)
})
