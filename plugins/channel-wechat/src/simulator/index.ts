import { randomBytes } from 'node:crypto'
import type { ChannelSimulator, SimulatedCustomer } from '@kefuhub/contract/testing'
import { startWeChatPlatform, type PushResult, type WeChatAccountOptions, type WeChatPlatform } from '@kefuhub/contract/testing/wechat'
import type { Options } from '../options.js'
import { toSimulated } from './inbox.js'

/** More than the platform gives, in milliseconds: here a busy machine must not decide. */
const PATIENCE_MS = 30_000
/** Plain mode needs no key, and the platform's site asks for one all the same. */
const ANY_KEY = 'A'.repeat(43)

/** What an operator has entered on the platform's site, by what stands in the config. */
function toAccount ({ appId, appSecret, originalId, token, encodingAESKey = ANY_KEY, mode, replyWindows, kfAccounts, transfer }: Options, templates: NonNullable<WeChatAccountOptions['templates']>): WeChatAccountOptions {
  const agents = [...Object.values(kfAccounts), ...typeof transfer === 'object' ? [transfer.kfAccount] : []]
  return { appId, appSecret, ghId: originalId, token, encodingAESKey, mode, windows: replyWindows, kfAccounts: agents, templates }
}

/** A customer as acceptance tests use one. The platform tells no names. */
function toCustomer (platform: WeChatPlatform, appId: string): SimulatedCustomer {
  const openid = `o${randomBytes(20).toString('base64url').slice(0, 27)}`
  const customer = platform.customer(appId, openid)
  const insist = ({ accepted, problem = '' }: PushResult): void => {
    if (!accepted) throw new Error(`the hub did not take the message: ${problem}`)
  }
  return {
    id: openid,
    get inbox () { return platform.received(openid).map(toSimulated) },
    say: async (text) => insist(await customer.sendText(text)),
    sendFile: {
      image: async (file) => insist(await customer.sendImage(file)),
      voice: async (file) => insist(await customer.sendVoice(file))
    },
    async next (count, timeoutMs) {
      const received = await platform.waitForReceived(openid, count + 1, { timeoutMs })
      return toSimulated(received[count] as typeof received[number])
    },
    expireWindow: () => { customer.expireWindow() }
  }
}

/** Simulates the platform for one official account. */
const simulator: ChannelSimulator = {
  example: { appId: 'wx0000000000000000', appSecret: 'made up', originalId: 'gh_000000000000', token: 'madeUp', encodingAESKey: ANY_KEY, previousEncodingAESKey: ANY_KEY },
  async start (given, templates = {}) {
    const options = given as unknown as Options
    const platform = await startWeChatPlatform({ accounts: [toAccount(options, templates)], deadlineMs: PATIENCE_MS, repeatAfterMs: PATIENCE_MS })
    return {
      options: { apiBase: platform.url },
      async join ([address]) {
        const site = platform.account(options.appId)
        site.callbackUrl = address
        const { ok, status } = await site.verifyUrl()
        if (!ok) throw new Error(`the platform could not verify the server address: it answered ${status}`)
        return toCustomer(platform, options.appId)
      },
      close: async () => await platform.close()
    }
  }
}

export default simulator
