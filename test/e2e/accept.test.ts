/* eslint-disable no-template-curly-in-string -- this is the syntax of the config, not of JavaScript */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { stringify } from 'yaml'
import { run } from '../../core/test/cli/terminal.js'
import { root } from '../support/repository.js'

interface TestFolder { testdir (files: Record<string, string>): string }

const SECRET = 'a-zendesk-token-that-nobody-may-read'

const STATUSES = [
  { id: 'new', title: { zh: '新建', en: 'New' }, state: 'new' },
  { id: 'working', title: { zh: '处理中', en: 'In progress' }, state: 'in-progress', tell: { text: '工单 {{number}} 的状态：{{status}}', templates: { shop: { id: 'T1', values: { number1: '{{number}}', phrase2: '{{status}}' } } } } },
  { id: 'done', title: { zh: '完成', en: 'Done' }, state: 'solved' }
]

const RULES = [
  { id: 'human', priority: 100, any: ['人工'], reply: '好的，正在为您转接。', handOver: '客户要求人工客服' },
  { id: 'greeting', any: ['你好'], reply: '您好，请问有什么可以帮您？' }
]

/** A config as an operator has one, with none of its secrets set but one. */
const PLUGINS = {
  bot: { use: '@kefuhub/bot', options: { rules: 'rules.yaml' } },
  shop: {
    use: '@kefuhub/channel-wechat',
    options: { appId: '${env:WX_ID}', appSecret: '${env:WX_SECRET}', originalId: '${env:WX_ORIGINAL}', token: '${env:WX_TOKEN}', encodingAESKey: '${env:WX_KEY}' }
  },
  red: {
    use: '@kefuhub/channel-xiaohongshu',
    options: { im: { appId: '46', cipherKey: '${env:XHS_KEY}', token: { static: { value: '${env:XHS_TOKEN}' } } }, replyWindow: { durationMs: 86_400_000 } }
  },
  site: { use: '@kefuhub/channel-web', options: {} },
  crm: { use: '@kefuhub/crm-sync', options: { hubspot: { token: '${env:HUBSPOT_TOKEN}' } } },
  helpdesk: {
    use: '@kefuhub/ticket-export',
    options: { zendesk: { url: 'https://acme.zendesk.com', token: '${env:ZENDESK_TOKEN}', updates: 'webhook', webhookSecret: '${env:ZENDESK_WEBHOOK}' } },
    tickets: {}
  },
  files: { use: '@kefuhub/ticket-files', options: { target: { folder: { path: '/nobody/writes/here' } } } }
}

function write (t: TestFolder, plugins: Record<string, object>, rules: object[] = RULES): string {
  return t.testdir({
    'hub.yaml': stringify({
      store: { url: 'mongodb://nobody.invalid/kefuhub' },
      queue: { url: '${env:REDIS_URL}' },
      secret: '${env:HUB_SECRET}',
      tickets: { types: [{ id: 'complaint', title: { zh: '投诉', en: 'Complaint' }, fields: [{ name: 'order', title: { zh: '订单', en: 'Order' }, required: true }], statuses: STATUSES }] },
      plugins: Object.entries(plugins).map(([id, plugin]) => ({ id, ...plugin }))
    }),
    'rules.yaml': stringify(rules)
  })
}

/** What a report says of each step, by channel. */
function read (page: string): Record<string, Record<string, string>> {
  const sections = [...page.matchAll(/<section><h2>(?:(?!<\/h2>).)*<code>(.*?)<\/code>.*?<\/section>/gs)]
  return Object.fromEntries(sections.map(([section, id = '']) => [id, Object.fromEntries([...section.matchAll(/<tr class="(\w+)" data-step="([\w-]+)">/g)].map(([, state = '', step = '']) => [step, state]))]))
}

t.test('every step passes on every channel, with nothing real at the other end and secrets that are not there', async (t) => {
  const cwd = write(t, PLUGINS)
  const { exitCode, stdout, stderr } = await run(['accept', '-c', 'hub.yaml', '--report', 'report.html'], { cwd, env: { ZENDESK_TOKEN: SECRET } })
  t.equal(exitCode, 0, stdout + stderr)
  const page = await readFile(join(cwd, 'report.html'), 'utf8')
  const passed = {
    'first-message': 'passed',
    'bot-answer': 'passed',
    'hand-over': 'passed',
    'agent-reply': 'passed',
    text: 'passed',
    picture: 'passed',
    voice: 'passed',
    'reply-window': 'passed',
    'window-fallback': 'passed',
    ticket: 'passed',
    'ticket-progress': 'passed',
    'crm-facts': 'passed'
  }
  t.strictSame(read(page), { shop: passed, red: { ...passed, voice: 'skipped' }, site: { ...passed, 'reply-window': 'skipped', 'window-fallback': 'skipped' } })
  t.match(stdout, /33 passed, 0 failed, 3 not tried/)
  t.match(stdout, /– files \(@kefuhub\/ticket-files\).*its package brings no simulator/, 'what cannot be tried is named')
  t.match(page, /<code>files<\/code>.*took no part/s)
  t.match(stdout, /'李验收' \(as the platform says\)/)
  t.match(stdout, /#1001 is 'In progress' now; the customer got a template message: '1001 · 处理中'/)
  t.match(stdout, /The channel has no template messages; agents read in ticket #\d+: .* could not be told "In progress"/)
  t.match(stdout, /the customer reads '工单 1002 的状态：处理中'/, 'the window is open again')
  for (const text of [page, stdout, stderr]) t.notMatch(text, SECRET)
})

t.test('what is broken is named, and the command fails', async (t) => {
  const { site, helpdesk, bot } = PLUGINS
  const cwd = write(t, { bot, site, helpdesk: { ...helpdesk, tickets: { fields: { no_such_property: '"x"' } } } }, [{ id: 'other', any: ['never said'], reply: 'x' }])
  // What the refusal of the other system quotes is a secret of the config here.
  const { exitCode, stdout } = await run(['accept', '-c', 'hub.yaml', '--report', 'report.html', '--lang', 'en'], { cwd, env: { ZENDESK_WEBHOOK: 'no_such_property' } })
  t.equal(exitCode, 1, stdout)
  t.match(stdout, /✗ The bot answers.*\n\s+The bot did not answer '你好' and handed over \(no rule\)\. Give it a rule, or name a question that it can answer with --ask/)
  t.match(stdout, /✗ A ticket is exported.*\n\s+helpdesk refused the ticket: .*•••: is not a property of tickets/)
  t.match(stdout, /– The customer is told of a ticket's progress\n\s+No ticket was exported/)
  t.notMatch(stdout, /\p{Script=Han}{4}/u, 'in one language')
  const page = await readFile(join(cwd, 'report.html'), 'utf8')
  for (const text of [page, stdout]) t.notMatch(text, 'no_such_property')
  const { site: steps } = read(page)
  t.match(steps, { 'first-message': 'passed', 'bot-answer': 'failed', 'hand-over': 'passed', text: 'passed', ticket: 'failed', 'ticket-progress': 'skipped', 'crm-facts': 'skipped' })
})

t.test('a channel that cannot be connected fails, and does not hold up the next one', async (t) => {
  const { shop, site } = PLUGINS
  const cwd = write(t, { shop: { ...shop, options: { ...shop.options, appId: 'wx12345678' } }, site })
  const { exitCode, stdout } = await run(['accept', '-c', 'hub.yaml', '--lang', 'en', '--ask', 'hello'], { cwd })
  t.equal(exitCode, 1, stdout)
  t.match(stdout, /shop .*\n\s+✗ A new customer's first message.*\n\s+its simulator could not be started: .*the AppID is wx and 16/)
  t.match(stdout, /site .*\n\s+✓ A new customer's first message/)
  t.match(stdout, /– The bot answers\n\s+No bot is configured/)
})

t.test('says what is wrong with what it was asked for', async (t) => {
  const cwd = write(t, { site: PLUGINS.site })
  const accept = async (...more: string[]) => await run(['accept', '-c', 'hub.yaml', ...more], { cwd })
  t.match(await accept('--only', 'shop'), { exitCode: 2, stderr: /KH_ERR_ACCEPT_CHANNEL: There is no channel 'shop' to be accepted; there is site/ })
  t.match(await accept('--live', '--url', 'http://127.0.0.1:9'), { exitCode: 2, stderr: /KEFUHUB_TOKEN is not set/ })
  await writeFile(join(cwd, 'none.yaml'), stringify({ plugins: [] }))
  t.match(await accept('-c', 'none.yaml'), { exitCode: 2, stderr: /KH_ERR_ACCEPT_NOTHING/ })
  await writeFile(join(cwd, 'wrong.yaml'), stringify({ plugins: [{ id: 'site', use: '@kefuhub/channel-web', options: { colour: 1, name: '${env:NAME}' } }] }))
  t.match(await accept('-c', 'wrong.yaml'), { exitCode: 2, stderr: /KH_ERR_CONFIG_KEY_UNKNOWN/ })
  t.match(await accept('--report', join(root, 'no-such-folder/a.html')), { exitCode: 2, stderr: /KH_ERR_ACCEPT_REPORT.*ENOENT/ })
})
