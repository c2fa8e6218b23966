import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { startWeChatPlatform, type WeChatAccountOptions, type WeChatPlatform, type WeChatPlatformOptions } from '../../../src/testing/wechat/index.js'

/** A hub that records callbacks and answers what it is told. */
export interface Hub {
  url: string
  requests: Array<{ method: string, query: URLSearchParams, body: string, headers: NodeJS.Dict<string | string[]> }>
  /** Makes the answer to the callback with this index; `undefined` leaves it without one, `'reset'` breaks the connection. */
  answer: (index: number) => { status?: number, body: string } | 'reset' | undefined
}

/** What a test of the simulator stands on. */
export interface Stand {
  platform: WeChatPlatform
  hub: Hub
  /** The platform's clock; stands still until `nowMs` is changed. */
  clock: { nowMs: number }
  token: string
  /** Calls an API with the token. */
  get (path: string, query?: Record<string, string>): Promise<JsonReply>
  post (path: string, body: unknown, query?: Record<string, string>): Promise<JsonReply>
  /** Uploads a file. */
  upload (type: string, bytes: Buffer, name: string, field?: string): Promise<JsonReply>
}

export type JsonReply = Record<string, unknown> & { errcode?: number, errmsg?: string }

export const appId = 'wx0123456789abcdef'
export const openid = 'oHUBtest00000000000000000001'

/** The account of the vectors. */
export const accountOptions: WeChatAccountOptions = {
  appId,
  appSecret: 'secretOfTheVectors',
  ghId: 'gh_0123456789ab',
  token: 'hubTestToken2026',
  encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  mode: 'plain'
}

/** Starts a platform with one account, a hub behind its callback address and a token. All of it ends with the test. */
export async function startStand (t: Test, account: Partial<WeChatAccountOptions> = {}, options: Partial<WeChatPlatformOptions> = {}): Promise<Stand> {
  const clock = { nowMs: 1_767_225_600_000 }
  const hub = await startHub(t)
  const platform = await startWeChatPlatform({
    accounts: [{ ...accountOptions, callbackUrl: hub.url, ...account }], now: () => clock.nowMs, repeatAfterMs: 1, ...options
  })
  t.teardown(() => platform.close())
  const { access_token: token } = await fetchStableToken(platform)
  const address = (path: string, query: Record<string, string>) => `${platform.url}${path}?${new URLSearchParams({ access_token: String(token), ...query }).toString()}`
  const read = async (response: Response) => await response.json() as JsonReply
  return {
    platform,
    hub,
    clock,
    token: String(token),
    get: async (path, query = {}) => await read(await fetch(address(path, query))),
    post: async (path, body, query = {}) => await read(await fetch(address(path, query), { method: 'POST', body: typeof body === 'string' || Buffer.isBuffer(body) ? body as string : JSON.stringify(body) })),
    async upload (type, bytes, name, field = 'media') {
      const form = new FormData()
      form.set(field, new Blob([new Uint8Array(bytes)]), name)
      return await read(await fetch(address('/cgi-bin/media/upload', { type }), { method: 'POST', body: form }))
    }
  }
}

/** Asks for a stable token. */
export async function fetchStableToken (platform: WeChatPlatform, change: Record<string, unknown> = {}): Promise<JsonReply> {
  const body = { grant_type: 'client_credential', appid: appId, secret: accountOptions.appSecret, ...change }
  return await (await fetch(`${platform.url}/cgi-bin/stable_token`, { method: 'POST', body: JSON.stringify(body) })).json() as JsonReply
}

/** Asks for a classic token. */
export async function fetchClassicToken (platform: WeChatPlatform, change: Record<string, string> = {}): Promise<JsonReply> {
  const query = new URLSearchParams({ grant_type: 'client_credential', appid: appId, secret: accountOptions.appSecret, ...change })
  return await (await fetch(`${platform.url}/cgi-bin/token?${query.toString()}`)).json() as JsonReply
}

/** Starts a hub that answers `success`. */
export async function startHub (t: Test): Promise<Hub> {
  const hub: Hub = { url: '', requests: [], answer: () => ({ body: 'success' }) }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk })
    request.on('end', () => {
      const { searchParams } = new URL(request.url ?? '', 'http://hub')
      const index = hub.requests.push({ method: request.method ?? '', query: searchParams, body, headers: request.headers }) - 1
      const answer = request.method === 'GET' ? { body: searchParams.get('echostr') ?? '' } : hub.answer(index)
      if (answer === 'reset') request.socket.resetAndDestroy()
      else if (answer !== undefined) response.writeHead(answer.status ?? 200).end(answer.body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`
  return hub
}
