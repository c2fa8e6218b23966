import type { ContactView, ConversationView } from '@kefuhub/contract'
import { startWeChatPlatform, type WeChatAccountOptions, type WeChatPlatform } from '@kefuhub/contract/testing/wechat'
import { loadConfig, type LoadedConfig } from '../config/config.js'
import type { Env } from '../config/references.js'
import { errors } from '../errors.js'
import type { HubClient } from './hub-client.js'
import { PATIENCE_MS, waitFor } from './patience.js'
import { findFreePort, setStage, type Stage } from './stage.js'
import { formatTranscript } from './transcript.js'

const QUESTION = '这个产品怎么退款'
const AGENT_REPLY = '您好，我是客服小林，退款已经为您提交，预计 1-3 个工作日到账。'
const CUSTOMER = 'oDemo0000000000000000000001'

/**
 * Plays the demo: a customer's question, a picture and an agent's reply on every official account of the config.
 * @throws KH_ERR_DEMO_FAILED when anything does not go as it should
 */
export async function playDemo (file: string, env: Env, say: (line: string) => void): Promise<void> {
  const set = await setTable(file, env)
  const { client } = set.stage
  try {
    say(`  hub       ${client.url}   API described at ${client.url}/docs`)
    say(`  platform  ${set.platform.url}   (a simulator of WeChat)\n`)
    for (const account of set.accounts) await play(client, set.platform, account, say)
  } finally {
    await close(set)
  }
}

interface Account { channel: string, options: WeChatAccountOptions }

/** All that the demo plays with. */
interface Table {
  stage: Stage
  platform: WeChatPlatform
  accounts: Account[]
}

async function setTable (file: string, env: Env): Promise<Table> {
  const port = await findFreePort()
  let platform: WeChatPlatform | undefined
  let accounts: Account[] = []
  try {
    const stage = await setStage('demo', async (folder) => {
      const loaded = await loadConfig(file, { ...env, KEFUHUB_DEMO_FOLDER: folder, KEFUHUB_DEMO_PLATFORM: `http://127.0.0.1:${port}` })
      accounts = listAccounts(loaded)
      platform = await startWeChatPlatform({ port, accounts: accounts.map((account) => account.options) })
      return loaded
    })
    const set = { stage, platform: platform as unknown as WeChatPlatform, accounts }
    for (const { channel, options } of accounts) {
      const path = new URL(stage.hub.pipeline.channels.get(channel).instance.endpoints?.[0]?.url ?? '').pathname
      set.platform.account(options.appId).callbackUrl = stage.client.url + path
    }
    return set
  } catch (error) {
    await platform?.close()
    throw error
  }
}

async function close ({ stage, platform }: Table): Promise<void> {
  await stage.close()
  await platform.close()
}

/** The official accounts of the config: entries whose options name an AppID. */
function listAccounts (loaded: LoadedConfig): Account[] {
  return loaded.plugins.filter(({ module, options }) => module.kind === 'channel' && typeof options['appId'] === 'string').map(({ id, options }) => {
    const { appId, appSecret, originalId, token, encodingAESKey, mode } = options as unknown as WeChatAccountOptions & { originalId: string }
    return { channel: id, options: { appId, appSecret, ghId: originalId, token, encodingAESKey, mode } }
  })
}

async function play (client: HubClient, platform: WeChatPlatform, { channel, options }: Account, say: (line: string) => void): Promise<void> {
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
  const conversation = await findConversation(client, channel)
  const isKept = async (): Promise<boolean> => (await client.messages(conversation.id)).some(({ content }) => content.type === 'image' && content.media.state === 'stored')
  await insist('the picture to be kept', isKept)
  say('  ✓ a picture was received and kept')

  const before = platform.received(openid).length
  await client.post(`/conversations/${conversation.id}/messages`, { content: { type: 'text', text: AGENT_REPLY }, author: { name: '小林' } })
  await platform.waitForReceived(openid, before + 1, { timeoutMs: PATIENCE_MS })
  const isSent = async (): Promise<boolean> => (await client.messages(conversation.id)).every(({ delivery }) => delivery === undefined || delivery.state === 'sent')
  await insist('the reply to be marked as sent', isSent)
  say("  ✓ an agent's reply, sent through the REST API, reached the customer\n")

  const contact = await client.get<ContactView>(`/contacts/${conversation.contact}`)
  say(`  conversation ${conversation.id}`)
  say(`${formatTranscript(await client.messages(conversation.id), contact.name)}\n`)
}

async function findConversation (client: HubClient, channel: string): Promise<ConversationView> {
  const { items: [conversation] } = await client.get<{ items: ConversationView[] }>(`/conversations?channel=${channel}`)
  if (conversation === undefined) throw new errors.KH_ERR_DEMO_FAILED(`channel ${channel} has no conversation`)
  return conversation
}

async function insist (what: string, isDone: () => Promise<boolean>): Promise<void> {
  const done = await waitFor(async () => await isDone() || undefined)
  if (done === undefined) throw new errors.KH_ERR_DEMO_FAILED(`waited too long for ${what}`)
}

function check (isRight: boolean, otherwise: string): void {
  if (!isRight) throw new errors.KH_ERR_DEMO_FAILED(otherwise)
}
