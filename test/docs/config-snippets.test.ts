import { basename, join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { main } from '../../core/src/cli/main.js'
import { loadConfig } from '../../core/src/config/config.js'
import { HubConfigSchema } from '../../core/src/config/schema.js'
import { parseRules } from '../../plugins/bot/src/rules-file.js'
import { readPages, type Fence } from './pages.js'

const hubKeys = new Set(Object.keys(HubConfigSchema.properties))
const snippets = readPages().flatMap(({ path, fences }) => fences.map((fence) => ({ ...fence, path, where: `${path}:${fence.line}` })))

function isConfig ({ info, text }: Fence): boolean {
  const value: unknown = info === 'yaml' ? parse(text) : undefined
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).every((key) => hubKeys.has(key))
}

function isRules ({ info, text }: Fence): boolean {
  const value: unknown = info === 'yaml' ? parse(text) : undefined
  return Array.isArray(value) && value.every((item) => 'id' in item && !('use' in item))
}

/** What a variable or file of this name would hold: something of the right form. */
function placeholderFor (name: string): string {
  if (/aes_?key/i.test(name)) return `${'k'.repeat(42)}0`
  if (/app_?id/i.test(name)) return 'wx0123456789abcdef'
  if (/original/i.test(name)) return 'gh_0123456789ab'
  if (/url/i.test(name)) return 'https://kefu.example.com'
  if (/port/i.test(name)) return '3000'
  return '0123456789abcdef0123456789abcdef'
}

const feature = `
import { defineFeature, Type } from '@kefuhub/contract'
export default defineFeature({
  name: 'placeholder', contract: '^1', title: { zh: '占位', en: 'Placeholder' },
  options: Type.Object({}, { additionalProperties: false }), setup: () => ({})
})
`

type Tree = { [name: string]: string | Tree }

/** A folder in which everything that a snippet refers to is there. */
function layOut (text: string): Tree {
  const files = [...text.matchAll(/\$\{file:([^}]+)\}/g)].map((match) => basename(match[1] ?? ''))
  const plugins = [...text.matchAll(/^ *use: *["']?(?:\.\/)plugins\/([\w-]+)/gm)].map((match) => match[1] ?? '')
  return {
    'hub.yaml': text.replace(/\$\{file:([^}]+)\}/g, (_whole, path: string) => `\${file:secrets/${basename(path)}}`),
    secrets: Object.fromEntries(files.map((name) => [name, `${placeholderFor(name)}\n`])),
    plugins: Object.fromEntries(plugins.map((name) => [name, { 'index.js': feature, 'package.json': JSON.stringify({ name, type: 'module', exports: './index.js' }) }]))
  }
}

t.test('every config that a page shows is one that the hub takes', async (t) => {
  const configs = snippets.filter(isConfig)
  t.ok(configs.some(({ text }) => text.includes('plugins:')))
  for (const { where, text } of configs) {
    await t.test(where, async (t) => {
      const dir = t.testdir(layOut(text))
      const env = Object.fromEntries([...text.matchAll(/\$\{env:(\w+)/g)].map((match) => [match[1] ?? '', placeholderFor(match[1] ?? '')]))
      await t.resolves(loadConfig(join(dir, 'hub.yaml'), env))
    })
  }
})

t.test('every YAML with a list of plugins is checked', async (t) => {
  const left = snippets.filter((fence) => /^ya?ml/.test(fence.info) && /^plugins:/m.test(fence.text) && !isConfig(fence) && fence.info !== 'yaml mistakes')
  t.strictSame(left.map(({ where }) => where), [])
})

t.test('every list of rules that a page shows is one that the bot takes', async (t) => {
  const rules = snippets.filter(isRules)
  t.ok(rules.length > 0)
  for (const { where, text } of rules) t.strictSame(parseRules(text).mistakes, [], where)
})

t.test('what kefuhub check says of a config with mistakes is what the page shows', async (t) => {
  const index = snippets.findIndex(({ info }) => info === 'yaml mistakes')
  const [config, shown] = snippets.slice(index, index + 2)
  const cwd = t.testdir({ config: { 'hub.yaml': config?.text ?? '' } })
  let said = ''
  const exitCode = await main({
    argv: ['check'],
    env: { WECHAT_AES_KEY: placeholderFor('aes_key') },
    cwd,
    stdin: process.stdin,
    stdout: { isTTY: false, write: (text) => { said += text } },
    stderr: { isTTY: false, write: (text) => { said += text } },
    fetch,
    startedAt: 0,
    exitCode: 0
  })
  t.equal(exitCode, 2)
  t.equal(shown?.text, said)
})
