import t from 'tap'
import { fixture } from '../config/sample.js'
import { runIn } from './terminal.js'

const valid = `
plugins:
  - { id: one, use: "${fixture('feature')}" }
  - { id: two, use: "${fixture('valid')}", options: { appId: wx1, appSecret: "\${env:SECRET}" } }
`

t.test('says that a config is valid, and with which plugins', async (t) => {
  t.match(await runIn(t, { config: { 'hub.yaml': valid } }, ['check'], { env: { SECRET: '12345678' } }), {
    exitCode: 0, stdout: 'config/hub.yaml is valid: 2 plugins (one, two)\n', stderr: ''
  })
  t.match(await runIn(t, { 'hub.yaml': '' }, ['check', '-c', 'hub.yaml']), { exitCode: 0, stdout: 'hub.yaml is valid: 0 plugins\n' })
})

t.test('KEFUHUB_CONFIG names the file, --config comes before it', async (t) => {
  const files = { 'a.yaml': '', 'b.yaml': '', config: { 'hub.yaml': '' } }
  t.match((await runIn(t, files, ['check'], { env: { KEFUHUB_CONFIG: 'a.yaml' } })).stdout, /^a\.yaml is valid/)
  t.match((await runIn(t, files, ['check'], { env: { KEFUHUB_CONFIG: '' } })).stdout, /^config\/hub\.yaml is valid/)
  t.match((await runIn(t, files, ['check', '--config', 'b.yaml'], { env: { KEFUHUB_CONFIG: 'a.yaml' } })).stdout, /^b\.yaml is valid/)
})

t.test('prints every mistake with file, line, column, the line itself, what was read, what is allowed and what was meant', async (t) => {
  const yaml = `server:
  prot: 3000
log: { level: inof } # why not
secret: my-own-short-secret
plugins:
  - id: 客服
    use: ./absent
`
  const { exitCode, stdout, stderr } = await runIn(t, { 'hub.yaml': yaml }, ['check', '--config', 'hub.yaml'])
  t.equal(exitCode, 2)
  t.equal(stderr, '')
  t.equal(stdout, `hub.yaml:2:3  KH_ERR_CONFIG_KEY_UNKNOWN  'prot' is not a key of server
  2 |   prot: •••
    |   ^
  read:    prot
  allowed: host, port, publicUrl, trustProxy
  did you mean port?

hub.yaml:3:15  KH_ERR_CONFIG_VALUE_INVALID  log.level must be one of fatal, error, warn, info, debug, trace, silent
  3 | log: { level: inof }
    |               ^
  read:    "inof"
  allowed: one of fatal, error, warn, info, debug, trace, silent
  did you mean info?

hub.yaml:4:9  KH_ERR_CONFIG_VALUE_INVALID  secret must be text of 32 to 4096 characters
  4 | secret: •••
    |         ^
  read:    •••
  allowed: text of 32 to 4096 characters

hub.yaml:6:9  KH_ERR_PLUGIN_ID_INVALID  plugins[0].id must begin with a letter and hold lower-case letters, digits and dashes only, at most 64
  6 |   - id: 客服
    |         ^
  read:    "客服"
  allowed: text that matches ^[a-z][a-z0-9-]{0,63}$

hub.yaml:7:10  KH_ERR_PLUGIN_NOT_FOUND  Plugin './absent' is not installed (paths are relative to the config file)
  7 |     use: ./absent
    |          ^
  read:    ./absent
  allowed: an installed package, or a path that begins with ./, ../ or /

5 mistakes in hub.yaml
`)
})

t.test('the caret stands under the mistake behind wide characters and tabs', async (t) => {
  const { stdout } = await runIn(t, { 'hub.yaml': '{ 渠道: 1, log:\t{ level: x } }\n' }, ['check', '-c', 'hub.yaml'])
  const [first, second] = stdout.split('\n\n')
  t.equal(first?.split('\n')[2], '    |   ^')
  t.equal(second?.split('\n')[2], `    |${' '.repeat('{ 渠道: •••, log:'.length + 3)}\t         ^`)
})

t.test('writes JSON for programs', async (t) => {
  const bad = await runIn(t, { 'hub.yaml': 'prot: 1' }, ['check', '-c', 'hub.yaml', '--json'])
  t.equal(bad.exitCode, 2)
  t.match(JSON.parse(bad.stdout), { file: `${bad.cwd}/hub.yaml`, valid: false, plugins: [], problems: [{ code: 'KH_ERR_CONFIG_KEY_UNKNOWN', line: 1, column: 1, path: 'prot' }] })
  const good = await runIn(t, { 'hub.yaml': valid }, ['check', '-c', 'hub.yaml', '--json'], { env: { SECRET: '12345678' } })
  t.equal(good.exitCode, 0)
  t.match(JSON.parse(good.stdout), { valid: true, problems: [], plugins: [{ id: 'one', name: '@fixture/feature', version: '0.4.0' }, { id: 'two' }] })
  t.notMatch(good.stdout, '12345678')
})

t.test('texts of the file and of plugins cannot drive the terminal', async (t) => {
  const files = { 'hub.yaml': '"a\\e[31mb": 1\nplugins: [{ id: a, use: ./p.mjs }]', 'p.mjs': "throw new Error('\\u001b[2J gone')" }
  const { stdout } = await runIn(t, files, ['check', '-c', 'hub.yaml'])
  t.match(stdout, /gone/)
  t.notMatch(stdout, '\u001b')
})

t.test('uses colours on a terminal', async (t) => {
  const { stdout } = await runIn(t, { 'hub.yaml': 'prot: 1' }, ['check', '-c', 'hub.yaml'], { isTTY: true })
  t.match(stdout, '\u001b[31mKH_ERR_CONFIG_KEY_UNKNOWN\u001b[39m')
})

t.test('a file outside the working folder is shown with its whole path', async (t) => {
  const { stdout, cwd } = await runIn(t, { 'hub.yaml': '', below: {} }, ['check', '-c', '../hub.yaml'], { cwd: `${t.testdirName}/below` })
  t.equal(stdout, `${cwd}/hub.yaml is valid: 0 plugins\n`)
})
