import { randomBytes } from 'node:crypto'
import type { ChannelSimulator, SimulatedCustomer, SimulatedPlatform } from '@kefuhub/contract/testing'
import { CALLBACK_PATHS } from '../wire/facts.js'
import { FakeXiaohongshu, type HubAddress } from './platform.js'
import type { FakeOauth } from './tokens.js'
import { SIMULATED_WIRE } from './wire.js'

export { API_PATHS } from './api.js'
export { openWith, sealFor } from './cipher.js'
export { FakeConsumer, type Deviation } from './consumer.js'
export { FakeXiaohongshu, type FakeOptions, type Push } from './platform.js'
export { CODES, SIMULATED_WIRE, UPLOAD_PATH } from './wire.js'

interface EntryOptions {
  im?: {
    appId: string
    cipherKey: string
    accounts?: 'bound' | string[]
    token: { static?: { value: string }, oauth2?: Omit<FakeOauth, 'appId'> & { appId?: string } }
  }
  leadPush?: { token?: string, path?: string }
  replyWindow?: object
}

/** More than the platform may give, in milliseconds: here a busy machine must not decide. */
const PATIENCE_MS = 30_000

/** Finds out what each address of the hub is for, as an operator does who enters them. */
export function assign (platform: FakeXiaohongshu, endpoints: readonly string[], pushPath = '/leads'): void {
  const suffixes: Array<[HubAddress, string]> = [...Object.entries(CALLBACK_PATHS) as Array<[HubAddress, string]>, ['push', pushPath], ['page', '/bind']]
  for (const endpoint of endpoints) {
    const kind = suffixes.find(([, suffix]) => new URL(endpoint).pathname.endsWith(suffix))?.[0]
    if (kind !== undefined) platform.hub[kind] = endpoint
  }
}

/** Binds the merchant's account: visits the page that the hub names, follows it to the platform, confirms. @throws Error */
export async function bind (platform: FakeXiaohongshu): Promise<void> {
  const page = platform.hub.page
  if (page === undefined || platform.bound.has(platform.accountId)) return
  const visit = await fetch(page, { redirect: 'manual' })
  const link = visit.headers.get('location')
  if (visit.status !== 302 || link === null) throw new Error(`the binding page answered ${visit.status}`)
  const confirmed = await fetch(link)
  if (!confirmed.ok) throw new Error(`the account was not bound: ${await confirmed.text()}`)
}

/** A customer as acceptance tests use one. */
function toCustomer (platform: FakeXiaohongshu, name: string, hasWindow: boolean): SimulatedCustomer {
  const consumer = platform.consumer(`5f${randomBytes(11).toString('hex')}`, name)
  const insist = (push: { isAccepted: boolean, status: number, body: string }): void => {
    if (!push.isAccepted) throw new Error(`the hub answered ${push.status} ${push.body}`)
  }
  return {
    id: consumer.id,
    name,
    inbox: consumer.inbox,
    say: async (text) => insist(await consumer.sendText(text)),
    sendFile: { image: async (file) => insist(await consumer.sendImage(file)) },
    next: (count, timeoutMs) => consumer.next(count, timeoutMs),
    ...(hasWindow && { expireWindow: () => { consumer.isOpen = false } })
  }
}

/** Simulates Xiaohongshu for one entry; see {@link FakeXiaohongshu} for what that is worth. */
const simulator: ChannelSimulator = {
  example: { im: { appId: 'made-up', cipherKey: '0'.repeat(32), previousCipherKey: '0'.repeat(32) } },
  async start (given): Promise<SimulatedPlatform> {
    const { im, leadPush, replyWindow } = given as EntryOptions
    if (im === undefined) throw new Error('without im there is nobody to talk to')
    const { accounts = 'bound', token } = im
    const oauth = token.oauth2 && { ...token.oauth2, appId: token.oauth2.appId ?? im.appId }
    const platform = await FakeXiaohongshu.start({
      appId: im.appId,
      cipherKey: im.cipherKey,
      mustBind: accounts === 'bound',
      deadlineMs: PATIENCE_MS,
      ...(accounts !== 'bound' && accounts[0] !== undefined && { accountId: accounts[0] }),
      ...(token.static && { accessToken: token.static.value }),
      ...(oauth && { oauth }),
      ...(leadPush?.token !== undefined && { leadToken: leadPush.token })
    })
    return {
      options: { apiBase: platform.url, bindUrl: platform.bindUrl, wire: SIMULATED_WIRE },
      async join (endpoints, name) {
        assign(platform, endpoints, leadPush?.path)
        await bind(platform)
        return toCustomer(platform, name, replyWindow !== undefined)
      },
      close: () => platform.close()
    }
  }
}

export default simulator
