import { PassThrough } from 'node:stream'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SimulatedCustomer } from '@kefuhub/contract/testing'
import { samplePicture, sampleVoice } from '@kefuhub/contract/testing/wechat'
import t, { type Test } from 'tap'
import { stringify } from 'yaml'
import { castPlugins, type Cast } from '../../core/src/cli/accept/cast.js'
import { isolate } from '../../core/src/cli/accept/isolated-config.js'
import { hire } from '../../core/src/cli/accept/simulated-side.js'
import { setStage, type Stage } from '../../core/src/cli/stage.js'
import { loadConfig } from '../../core/src/config/config.js'
import { run } from '../../core/test/cli/terminal.js'

const STATUSES = [
  { id: 'new', title: { zh: '新建', en: 'New' }, state: 'new' },
  { id: 'working', title: { zh: '处理中', en: 'In progress' }, state: 'in-progress', tell: { text: '工单 {{number}} 的状态：{{status}}', templates: { shop: { id: 'T1', values: { number1: '{{number}}', phrase2: '{{status}}' } } } } }
]

interface RunningHub { cwd: string, stage: Stage, cast: Cast, token: string, customer: SimulatedCustomer }

/** A hub that runs, and a customer with a phone on its one channel. */
async function startHub (t: Test): Promise<RunningHub> {
  const cwd = t.testdir({
    'hub.yaml': stringify({
      tickets: { types: [{ id: 'complaint', title: { zh: '投诉', en: 'Complaint' }, statuses: STATUSES }] },
      plugins: [
        { id: 'bot', use: '@kefuhub/bot', options: { rules: 'rules.yaml' } },
        { id: 'shop', use: '@kefuhub/channel-wechat', options: { appId: 'wx0123456789abcdef', appSecret: 'a secret', originalId: 'gh_0123456789ab', token: 'liveToken', mode: 'plain' } },
        { id: 'crm', use: '@kefuhub/crm-sync', options: { hubspot: { token: 'a-hubspot-token' } } },
        { id: 'helpdesk', use: '@kefuhub/ticket-export', options: { zendesk: { url: 'https://acme.zendesk.com', token: 'a-zendesk-token', updates: 'webhook', webhookSecret: 'a-zendesk-secret' } } }
      ]
    }),
    'rules.yaml': stringify([{ id: 'human', any: ['人工'], handOver: true, reply: '请稍候' }, { id: 'greeting', any: ['你好'], reply: '您好' }])
  })
  const loaded = await loadConfig(join(cwd, 'hub.yaml'), {})
  const cast = await castPlugins(loaded, undefined)
  t.teardown(cast.close)
  const stage = await setStage('test', async (folder) => await isolate(loaded, cast.plugins, folder))
  t.teardown(stage.close)
  for (const { plugin, simulated } of cast.systems) simulated.connect?.(`${stage.client.url}/plugins/${plugin.id}`)
  const { items: [channel] } = await stage.client.get<{ items: Array<{ endpoints: Array<{ url: string }> }> }>('/channels')
  const customer = await cast.channels[0]?.simulated.join((channel?.endpoints ?? []).map(({ url }) => url), '') as SimulatedCustomer
  const { token } = await stage.hub.desk.apiTokens.create('acceptance', 'leader')
  return { cwd, stage, cast, token, customer }
}

/** Somebody who does what the command says, with a phone and the console before them. */
function createPerson ({ stage, cast, customer }: RunningHub): { input: PassThrough, hear: (text: string) => void, said: string[] } {
  const input = new PassThrough()
  const said: string[] = []
  const answer = (text: string): void => { input.write(`${text}\n`) }
  const system = (id: string) => cast.systems.find(({ plugin }) => plugin.id === id)?.simulated
  const deeds: Array<[RegExp, (found: RegExpExecArray) => Promise<void> | void]> = [
    [/send on .*: (.+)$/, async ([, text = '']) => { await customer.say(text) }],
    [/→ Send: (.+)$/, async ([, text = '']) => { await customer.say(text) }],
    [/→ Send a text with/, async () => { await customer.say('两行\n😀') }],
    [/→ Send a picture/, async () => { await customer.sendFile?.image?.(samplePicture) }],
    [/→ Send a voice note/, async () => { await customer.sendFile?.voice?.(sampleVoice) }],
    [/Take the conversation/, async () => {
      const { items: [conversation] } = await stage.client.get<{ items: Array<{ id: string }> }>('/conversations?channel=shop')
      await (await hire(stage.client)).take(conversation?.id ?? '')
    }],
    [/Does the phone show '(.*)'\? \[y\/n\/s\]$/, ([, text = '']) => { answer(customer.inbox.some((message) => message.text?.replace(/\s+/g, ' ') === text) ? 'y' : 'n') }],
    [/Does the phone show a template message\? It says: (.*), (.*) \[y\/n\/s\]$/, ([, ...values]) => { answer(customer.inbox.some(({ type, text }) => type === 'template' && text === values.join('\n')) ? 'y' : 'n') }],
    [/This arrived: '两行 😀'|is it what was sent|Go on\?/, () => { answer('y') }],
    [/Type the phone number/, async () => {
      await system('crm')?.enter?.({ name: '王五', phone: '+8613800000001' })
      answer('13800000001')
    }],
    [/set the ticket (\d+) .*'in progress'/, ([, id = '']) => { system('helpdesk')?.tickets?.move(id, 'in-progress') }]
  ]
  const hear = (text: string): void => {
    for (const line of text.split('\n')) {
      if (!line.includes('→')) continue
      said.push(line)
      for (const [pattern, act] of deeds) {
        const found = pattern.exec(line)
        if (found !== null) Promise.resolve(act(found)).catch((error: unknown) => { input.destroy(error as Error) })
      }
    }
  }
  return { input, hear, said }
}

t.test('a person with a phone is led through every step of a running hub', async (t) => {
  const running = await startHub(t)
  const { cwd, stage, token } = running
  const { input, hear } = createPerson(running)
  let stdout = ''
  const { exitCode, stderr } = await run(['accept', '--live', '--url', stage.client.url, '--lang', 'en', '--report', 'live.html'], {
    cwd, env: { KEFUHUB_TOKEN: token }, fetch, stdin: input, stdout: { isTTY: false, write: (text) => { stdout += text; hear(text) } }
  })
  t.equal(exitCode, 0, stdout + stderr)
  t.match(stdout, /12 passed, 0 failed, 0 not tried/)
  t.match(stdout, /It was refused, and agents are told what opens it/, 'the window was used up')
  t.match(stdout, /#1001 is 'In progress' now; the customer got a template message: '1001 · 处理中'/)
  t.match(stdout, /the customer reads '工单 1002 的状态：处理中'/)
  t.match(stdout, /Found by the phone number: crm: 王五/)
  const page = await readFile(join(cwd, 'live.html'), 'utf8')
  t.match(page, /On the running hub, by a person with a phone/)
  t.match(page, stage.client.url)
  t.notMatch(page, token)
})

t.test('what the person denies fails, what they pass over is not passed, and the end of the input ends it', async (t) => {
  const running = await startHub(t)
  const { stage, token, customer } = running
  const input = new PassThrough()
  let stdout = ''
  const hear = (text: string): void => {
    const [, greeting] = /send on .*: (.+)$/m.exec(text) ?? []
    if (greeting !== undefined) customer.say(greeting).catch((error: unknown) => { input.destroy(error as Error) })
    if (/Does the phone show/.test(text)) input.write('n\n')
    if (/→ Send: 转人工/.test(text)) input.end('s\n')
  }
  const { exitCode } = await run(['accept', '--live', '--url', stage.client.url, '--lang', 'en', '--only', 'shop'], {
    env: { KEFUHUB_TOKEN: token }, fetch, stdin: input, stdout: { isTTY: false, write: (text) => { stdout += text; hear(text) } }
  })
  t.equal(exitCode, 1, stdout)
  t.match(stdout, /✓ A new customer's first message/)
  t.match(stdout, /✗ The bot answers.*\n\s+The message did not come to the phone/)
  t.match(stdout, /– Hand-over keeps the context.*\n\s+passed over/)
  t.match(stdout, /– An agent's reply reaches the customer\n\s+The input has ended/)
})

t.test('says so when no hub answers, or the token opens nothing', async (t) => {
  const { stage } = await startHub(t)
  const live = async (url: string) => await run(['accept', '--live', '--url', url], { env: { KEFUHUB_TOKEN: 'kh_no' }, fetch })
  t.match(await live(stage.client.url), { exitCode: 1, stderr: /KH_ERR_CLI_TOKEN.*KH_ERR_API_UNAUTHORIZED/ })
  t.match(await live('http://127.0.0.1:9'), { exitCode: 1, stderr: /KH_ERR_CLI_HUB_AWAY: No hub answers at http:\/\/127.0.0.1:9/ })
})
