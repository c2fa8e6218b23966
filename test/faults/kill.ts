import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import type { MessageView } from '@kefuhub/contract'
import { startWeChatPlatform, type WeChatPlatform } from '@kefuhub/contract/testing/wechat'
import { callbackUrlOf, createHubFolder, testAccount, type HubProcess } from '../support/hub-process.js'
import { openTestStore } from '../support/store.js'

/** How many customers write at the same time, each one message after the other. */
const CUSTOMERS = 6
/** Longest time between two kills, in milliseconds. */
const MOST_ALIVE_MS = 900

/** What the platform was told to forget, by customer, in the order of writing. */
export type Acknowledged = Map<string, string[]>

/** A platform whose patience suits a test. */
export async function startImpatientPlatform (t: Test): Promise<WeChatPlatform> {
  const platform = await startWeChatPlatform({ accounts: [testAccount], repeatAfterMs: 300, deadlineMs: 5000 })
  t.teardown(() => platform.close())
  return platform
}

/** Points the platform at a hub. */
export function connect (platform: WeChatPlatform, hub: HubProcess): void {
  platform.account(testAccount.appId).callbackUrl = callbackUrlOf(hub)
}

/** Fewer messages than this would prove little. */
const ENOUGH = 100

/** Lets customers write until told to stop. `stop` gives what was acknowledged, `repeats` the deliveries that were made again. */
export function startTraffic (platform: WeChatPlatform): { stop: () => Promise<Acknowledged>, repeats: () => number } {
  const acknowledged: Acknowledged = new Map()
  let repeats = 0
  const over = new AbortController()
  const writers = Array.from({ length: CUSTOMERS }, async (_, index) => {
    const openid = `oHUBkill0000000000000000000${index}`
    const customer = platform.customer(testAccount.appId, openid)
    const texts: string[] = []
    acknowledged.set(openid, texts)
    for (let number = 0; !over.signal.aborted; number++) {
      const text = `${index}/${number}`
      // What was delivered in vain is written again, as a person would: it is another message.
      const { accepted, deliveries } = await customer.sendText(text)
      repeats += deliveries - 1
      if (accepted) texts.push(text)
      await sleep(Math.random() * 300)
    }
  })
  return {
    repeats: () => repeats,
    stop: async () => {
      // On a slow machine the rounds alone may bring too little.
      while ([...acknowledged.values()].flat().length <= ENOUGH) await sleep(50)
      over.abort()
      await Promise.all(writers)
      return acknowledged
    }
  }
}

/** Waits a random time; kills must hit any line. */
export async function waitForRandomMoment (): Promise<void> {
  await sleep(50 + Math.random() * MOST_ALIVE_MS)
}

/** Everything that a hub has stored of a customer, in its order. */
export async function readThread (hub: HubProcess, token: string, openid: string): Promise<MessageView[]> {
  const call = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${hub.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return await response.json() as T
  }
  const { items: conversations } = await call<{ items: Array<{ id: string, thread: string }> }>('/conversations?limit=200')
  const conversation = conversations.find(({ thread }) => thread === `shop:${openid}`)
  if (conversation === undefined) return []
  const messages: MessageView[] = []
  let cursor: string | undefined
  do {
    const page: { items: MessageView[], next?: string } = await call(`/conversations/${conversation.id}/messages?limit=200${cursor === undefined ? '' : `&cursor=${cursor}`}`)
    messages.push(...page.items)
    cursor = page.next
  } while (cursor !== undefined)
  return messages
}

const textOf = ({ content }: MessageView) => content.type === 'text' ? content.text : ''

/** Holds what is stored and what customers saw against what was acknowledged. */
export async function checkNothingLost (t: Test, options: { platform: WeChatPlatform, hub: HubProcess, token: string, acknowledged: Acknowledged }): Promise<void> {
  const { platform, hub, token, acknowledged } = options
  let answers = 0
  let repeats = 0
  for (const [openid, texts] of acknowledged) {
    const stored = await untilAnswered(hub, token, openid, texts)
    const inbound = stored.filter((message) => message.direction === 'in').map(textOf)
    t.equal(new Set(inbound).size, inbound.length, `${openid}: nothing is stored twice`)
    t.same(inbound.filter((text) => texts.includes(text)), texts, `${openid}: all that was acknowledged is stored, in order`)

    const outgoing = stored.filter((message) => message.direction === 'out')
    t.same(outgoing.map(textOf), inbound.map((text) => `re: ${text}`), `${openid}: each is answered once, in order`)
    t.same(outgoing.filter((message) => message.delivery?.state !== 'sent'), [], `${openid}: every answer was delivered`)

    const seen = platform.received(openid).map((message) => (message.body['text'] as { content: string }).content)
    const twice = seen.filter((text, index) => seen.indexOf(text) !== index)
    const known = outgoing.filter((message) => message.delivery?.repeated === true).map(textOf)
    t.same(twice.filter((text) => !known.includes(text)), [], `${openid}: what was sent twice was in flight and is marked as such`)
    t.same(seen.filter((text, index) => seen.indexOf(text) === index), outgoing.map(textOf), `${openid}: answers were seen in order`)
    answers += outgoing.length
    repeats += known.length
  }
  t.comment(`${answers} answers, ${repeats} sends repeated after a kill`)
  t.ok(answers > ENOUGH, `${answers} messages is enough traffic`)
}

/** Reads a thread until all that was acknowledged is in it, and every message in it is dealt with. */
async function untilAnswered (hub: HubProcess, token: string, openid: string, acknowledged: readonly string[]): Promise<MessageView[]> {
  const giveUpAt = Date.now() + 60_000
  for (;;) {
    const messages = await readThread(hub, token, openid)
    const inbound = messages.filter((message) => message.direction === 'in').map(textOf)
    const sent = messages.filter((message) => message.delivery?.state === 'sent').length
    const isWhole = inbound.length === sent && acknowledged.every((text) => inbound.includes(text))
    if ((inbound.length > 0 && isWhole) || Date.now() > giveUpAt) return messages
    await sleep(200)
  }
}

/**
 * Two processes on one store, of which one is killed again and again while the other goes on.
 * @param config how they find each other, besides the store
 */
export async function surviveKills (t: Test, rounds: number, config: Record<string, unknown>): Promise<void> {
  const platform = await startImpatientPlatform(t)
  const store = openTestStore(t)
  const { start } = await createHubFolder(t, platform.url, {
    store: { url: store.url, database: store.database },
    ...config
  })
  const hubs: HubProcess[] = [await start(), await start()]
  const [, token] = await (hubs[0] as HubProcess).waitForLine(/API token\s+(kh_\S+)/)
  connect(platform, hubs[0] as HubProcess)
  const traffic = startTraffic(platform)
  for (let round = 0; round < rounds; round++) {
    await waitForRandomMoment()
    const victim = hubs.shift() as HubProcess
    connect(platform, hubs[0] as HubProcess)
    await victim.kill()
    hubs.push(await start())
  }
  const acknowledged = await traffic.stop()
  const hub = hubs[0] as HubProcess
  await checkNothingLost(t, { platform, hub, token: token as string, acknowledged })
  t.notOk(platform.received().some((message) => JSON.stringify(message.body).includes('AT ONCE')), 'no thread was in two hands')
  for (const each of hubs) t.equal((await each.stop()).code, 0)
}
