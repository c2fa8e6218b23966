import { readFileSync } from 'node:fs'
import { checkOptions } from '@kefuhub/contract/testing'
import t from 'tap'
import { parse } from 'yaml'
import { Options } from '../src/options.js'
import { DINGTALK, FEISHU, SLACK, TLS, WEBHOOK, WECOM } from './stand.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** What references stand for. */
const VALUES: Record<string, string> = {
  'env:WECOM_ROBOT_URL': WECOM.url,
  'env:DINGTALK_ROBOT_URL': DINGTALK.url,
  'env:DINGTALK_ROBOT_SECRET': DINGTALK.secret,
  'env:FEISHU_BOT_URL': FEISHU.url,
  'env:FEISHU_BOT_SECRET': FEISHU.secret,
  'env:SLACK_WEBHOOK_URL': SLACK.url,
  'env:WEBHOOK_SECRET': WEBHOOK.secrets[0] ?? '',
  'file:/run/secrets/smtp': 'authorisation-code',
  'file:company-ca.pem': TLS.cert
}

function resolve (value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\$\{([^}]*)\}/g, (_whole, name: string) => VALUES[name] ?? '')
  if (Array.isArray(value)) return value.map(resolve)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolve(child)]))
  return value
}

t.test('every example is valid', async (t) => {
  const snippets = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => resolve(parse(text)) as Record<string, unknown>)
  const entries = snippets.flatMap((snippet) => (snippet['plugins'] as Array<{ options: Record<string, unknown> }> | undefined)?.map(({ options }) => options) ?? [snippet])
  t.equal(entries.length, 8)
  for (const entry of entries) t.ok(checkOptions('notify', Options, entry), Object.keys(entry)[0] ?? '')
})

t.test('lists every option', async (t) => {
  const [, robots = '', email = '', webhook = ''] = /^The robots:\n(.*?)^`email`:\n(.*?)^`webhook`:\n(.*?)^## /ms.exec(readme) ?? []
  const rowsOf = (text: string): string[] => [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name).sort()
  const { wecom, dingtalk, feishu, slack, email: mail, webhook: hook } = Options.properties
  const robotOptions = new Set([wecom, dingtalk, feishu, slack].flatMap(({ properties }) => Object.keys(properties)))
  t.strictSame(rowsOf(robots), [...robotOptions].sort())
  t.strictSame(rowsOf(email), Object.keys(mail.properties).sort())
  t.strictSame(rowsOf(webhook), Object.keys(hook.properties).sort())
})
