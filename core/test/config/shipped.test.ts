import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '../../src/config/config.js'
import { problemsOfFile } from './sample.js'

const folder = fileURLToPath(new URL('../../../config', import.meta.url))
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** Takes away the # signs of the example entries of a file. */
function uncomment (yaml: string): string {
  return yaml.replace(/^ {2}# - id: .*\n(?: {2}# {3}.*(?:\n|$))+/gm, (example) => example.replace(/^ {2}# /gm, '  '))
}

t.test('config/hub.yaml runs with nothing else: no environment, the embedded store in ./data', async (t) => {
  const { config, plugins } = await loadConfig(join(folder, 'hub.yaml'), {})
  t.equal(config.store.url, `embedded:${join(folder, '../data')}`)
  t.equal(config.queue.url, undefined)
  t.same(plugins.map(({ id, use }) => [id, use]), [['console', '@kefuhub/console'], ['bot', '@kefuhub/bot'], ['site', '@kefuhub/channel-web']])
})

t.test('the channels in config/hub.yaml work once their variables are set', async (t) => {
  const dir = t.testdir({ 'hub.yaml': uncomment(read('hub.yaml')) })
  const missing = await problemsOfFile(join(dir, 'hub.yaml'))
  t.same(missing.map(({ code }) => code), Array(5).fill('KH_ERR_CONFIG_REFERENCE_MISSING'))
  const { plugins } = await loadConfig(join(dir, 'hub.yaml'), {
    WECHAT_APP_ID: 'wx0123456789abcdef',
    WECHAT_APP_SECRET: 's'.repeat(32),
    WECHAT_ORIGINAL_ID: 'gh_0123456789ab',
    WECHAT_TOKEN: 'aToken',
    WECHAT_ENCODING_AES_KEY: 'k'.repeat(42) + '0'
  })
  t.match(plugins.find(({ id }) => id === 'service-account'), { id: 'service-account', options: { appId: 'wx0123456789abcdef', mode: 'security' } })
})

t.test('config/hub.docker.yaml works with the secrets that compose.yaml gives', async (t) => {
  const compose = readFileSync(join(folder, '../compose.yaml'), 'utf8')
  const names = [...read('hub.docker.yaml').matchAll(/^(?! *#).*\$\{file:\/run\/secrets\/(\w+)\}/gm)].map((match) => match[1] ?? '')
  t.same(names, ['mongo_password', 'redis_password', 'hub_secret'])
  for (const name of names) t.match(compose, `${name}: { file: ./secrets/${name}.txt }`)
  const secret = 'f'.repeat(64)
  const dir = t.testdir({
    'hub.docker.yaml': uncomment(read('hub.docker.yaml')).replaceAll('/run/secrets/', './'),
    ...Object.fromEntries([...names, 'wechat_app_secret', 'wechat_token'].map((name) => [name, `${secret.slice(0, 32)}\n`])),
    wechat_encoding_aes_key: `${'k'.repeat(42)}0\n`
  })
  const { config, plugins } = await loadConfig(join(dir, 'hub.docker.yaml'), { KEFUHUB_TRUST_PROXY: 'true' })
  t.match(config, { server: { host: '0.0.0.0', publicUrl: 'http://127.0.0.1:3000', trustProxy: true }, queue: { url: /^redis:\/\/:f+@redis:6379$/ }, log: { level: 'info' } })
  t.match(plugins.map(({ id }) => id), ['console', 'bot', 'service-account', 'site'])
})
