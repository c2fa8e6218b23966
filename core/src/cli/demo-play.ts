import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ContactView, ConversationView, MessageView } from '@kefuhub/contract'
import { startWeChatPlatform, type WeChatAccountOptions, type WeChatPlatform } from '@kefuhub/contract/testing/wechat'
import { loadConfig, type LoadedConfig } from '../config/config.js'
import type { Env } from '../config/references.js'
import { errors } from '../errors.js'
import { createHub, type Hub } from '../hub.js'
import { createLog } from '../log.js'
import { formatTranscript } from './transcript.js'

const QUESTION = '这个产品怎么退款'
const AGENT_REPLY = '您好，我是客服小林，退款已经为您提交，预计 1-3 个工作日到账。'
const CUSTOMER = 'oDemo0000000000000000000001'
/** How long the demo waits for any one thing, in milliseconds. */
const PATIENCE_MS = 10_000
const LOOK_EVERY_MS = 50

/**
 * Plays the demo: a customer's question, a picture and an agent's reply on every official account of the config.
 * @throws KH_ERR_DEMO_FAILED when anything does not go as it should
 */
export async function playDemo (file: string, env: Env, say: (line: string) => void): Promise<void> {
  const stage = await setStage(file, env)
  try {
    say(`  hub       ${stage.url}   API described at ${stage.url}/docs`)
    say(`  platform  ${stage.platform.url}   (a simulator of WeChat)\n`)
    for (const account of stage.accounts) await play(stage, account, say)
  } finally {
    await stage.close()
  }
}

interface Account { channel: string, options: WeChatAccountOptions }

/** A hub, a platform and somebody's API token. */
interface Stage {
  url: string
  token: string
  platform: WeChatPlatform
  accounts: Account[]
  close (): Promise<void>
}

async function setStage (file: string, env: Env): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'kefuhub-demo-'))
  const port = await findFreePort()
  let hub: Hub | undefined
  let platform: WeChatPlatform | undefined
  const close = async (): Promise<void> => {
    await hub?.close()
    await platform?.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const loaded = await loadConfig(file, { ...env, KEFUHUB_DEMO_FOLDER: folder, KEFUHUB_DEMO_PLATFORM: `http://127.0.0.1:${port}` })
    const accounts = listAccounts(loaded)
    platform = await startWeChatPlatform({ port, accounts: accounts.map((account) => account.options) })
    hub = await createHub({ loaded, role: 'all', version: 'demo', log: createLog({ level: loaded.config.log.level, secrets: loaded.secrets }) })
    const url = await hub.app.listen({ host: loaded.config.server.host, port: loaded.config.server.port })
    hub.start()
    for (const { channel, options } of accounts) {
      const path = new URL(hub.pipeline.channels.get(channel).instance.endpoints?.[0]?.url ?? '').pathname
      platform.account(options.appId).callbackUrl = url + path
    }
    const { token } = await hub.desk.apiTokens.create('demo', 'administrator')
    return { url, token, platform, accounts, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The official accounts of the config: entries whose options name an AppID. */
function listAccounts (loaded: LoadedConfig): Account[] {
  return loaded.plugins.filter(({ module, options }) => module.kind === 'channel' && typeof options['appId'] === 'string').map(({ id, options }) => {
    const { appId, appSecret, originalId, token, encodingAESKey, mode } = options as unknown as WeChatAccountOptions & { originalId: string }
    return { channel: id, options: { appId, appSecret, ghId: originalId, token, encodingAESKey, mode } }
  })
}

async function play (stage: Stage, { channel, options }: Account, say: (line: string) => void): Promise<void> {
  const { platform } = stage
  const openid = `${CUSTOMER}${channel.length}`.slice(0, 28)
  const customer = platform.customer(options.appId, openid)
  const signing = options.mode === 'plain' ? 'signed' : 'encrypted'
  const verified = await platform.account(options.appId).verifyUrl()
  check(verified.ok, `the address of ${channel} was not verified`)
  say(`${channel} (${options.mode} mode)`)
  say('  ✓ the platform verified the callback address')

  const asked = await customer.sendText(QUESTION)
  check(asked.body === 'success', 'the question was not acknowledged')
  say(`  ✓ ${signing} message "${QUESTION}" stored and acknowledged with success`)
  await platform.waitForReceived(openid, 1, { timeoutMs: PATIENCE_MS })
  say('  ✓ a rule answered through the customer-service API')

  check((await customer.sendImage()).body === 'success', 'the picture was not acknowledged')
  const conversation = await findConversation(stage, channel)
  await waitFor('the picture to be kept', async () => {
    const messages = await readMessages(stage, conversation.id)
    return messages.some(({ content }) => content.type === 'image' && content.media.state === 'stored')
  })
  say('  ✓ a picture was received and kept')

  const before = platform.received(openid).length
  await call(stage, 'POST', `/conversations/${conversation.id}/messages`, { content: { type: 'text', text: AGENT_REPLY }, author: { name: '小林' } })
  await platform.waitForReceived(openid, before + 1, { timeoutMs: PATIENCE_MS })
  await waitFor('the reply to be marked as sent', async () =>
    (await readMessages(stage, conversation.id)).every((message) => message.delivery === undefined || message.delivery.state === 'sent'))
  say("  ✓ an agent's reply, sent through the REST API, reached the customer\n")

  const contact = await call<ContactView>(stage, 'GET', `/contacts/${conversation.contact}`)
  say(`  conversation ${conversation.id}`)
  say(`${formatTranscript(await readMessages(stage, conversation.id), contact.name)}\n`)
}

async function findConversation (stage: Stage, channel: string): Promise<ConversationView> {
  const { items } = await call<{ items: ConversationView[] }>(stage, 'GET', `/conversations?channel=${channel}`)
  const [conversation] = items
  if (conversation === undefined) throw new errors.KH_ERR_DEMO_FAILED(`channel ${channel} has no conversation`)
  return conversation
}

async function readMessages (stage: Stage, conversation: string): Promise<MessageView[]> {
  const { items } = await call<{ items: Array<MessageView & { at: string | Date }> }>(stage, 'GET', `/conversations/${conversation}/messages?limit=200`)
  return items.map((message) => ({ ...message, at: new Date(message.at) }))
}

async function call<T> (stage: Stage, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${stage.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${stage.token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  if (!response.ok) throw new errors.KH_ERR_DEMO_FAILED(`${method} ${path} answered ${response.status} ${await response.text()}`)
  return await response.json() as T
}

async function waitFor (what: string, isDone: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS
  while (!await isDone()) {
    if (Date.now() > giveUpAt) throw new errors.KH_ERR_DEMO_FAILED(`waited too long for ${what}`)
    await sleep(LOOK_EVERY_MS)
  }
}

function check (isRight: boolean, otherwise: string): void {
  if (!isRight) throw new errors.KH_ERR_DEMO_FAILED(otherwise)
}

async function findFreePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
