import type { AddressInfo } from 'node:net'
import { createFakeHub, type FakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import { startWeChatPlatform, type WeChatAccountOptions, type WeChatPlatform, type WeChatPlatformOptions } from '@kefuhub/contract/testing/wechat'
import type { Test } from 'tap'
import plugin from '../src/index.js'

/** When tests happen: 2026-01-01T00:00:00Z, the time of the vectors. */
export const NOW_MS = Date.UTC(2026, 0, 1)
export const OPENID = 'oHUBtest00000000000000000001'

/** An account that the simulator and the plugin agree on. */
export const ACCOUNT: WeChatAccountOptions = {
  appId: 'wx0123456789abcdef',
  appSecret: 'secretOfTheTestAccount',
  ghId: 'gh_0123456789ab',
  token: 'hubTestToken2026',
  encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  mode: 'security'
}

/** Options of the plugin for that account. */
export const OPTIONS = {
  appId: ACCOUNT.appId,
  appSecret: ACCOUNT.appSecret,
  originalId: ACCOUNT.ghId,
  token: ACCOUNT.token,
  encodingAESKey: ACCOUNT.encodingAESKey
}

export type WeChatHub = FakeHub<typeof plugin>

export interface Stand {
  platform: WeChatPlatform
  hub: WeChatHub
  /** Moves the platform's and the hub's time. */
  advance (ms: number): void
}

interface Teardown { teardown (close: () => unknown): unknown }

/** A hub with the plugin alone. */
export async function openHub (t: Teardown, options: Record<string, unknown> = {}, overrides: FakeHubOverrides = {}): Promise<WeChatHub> {
  const hub = await createFakeHub(plugin, { ...OPTIONS, ...options }, { id: 'wechat', nowMs: NOW_MS, ...overrides })
  t.teardown(() => hub.close())
  return hub
}

/** The plugin and the simulated platform, connected both ways over loopback; waits are long, so that a busy machine changes nothing. */
export async function openStand (
  t: Teardown,
  { account = {}, options = {}, platform: more = {} }: { account?: Partial<WeChatAccountOptions>, options?: Record<string, unknown>, platform?: Partial<WeChatPlatformOptions> } = {}
): Promise<Stand> {
  let nowMs = NOW_MS
  const platform = await startWeChatPlatform({ port: 0, accounts: [{ ...ACCOUNT, ...account }], now: () => nowMs, repeatAfterMs: 20, deadlineMs: 60_000, ...more })
  t.teardown(() => platform.close())
  const hub = await openHub(t, { apiBase: platform.url, timeoutMs: 60_000, ...options })
  await hub.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = hub.app.server.address() as AddressInfo
  const { pathname } = new URL(hub.instance.endpoints?.[0]?.url ?? '')
  platform.account(ACCOUNT.appId).callbackUrl = `http://127.0.0.1:${port}${pathname}`
  return {
    platform,
    hub,
    advance (ms) {
      nowMs += ms
      hub.clock.advance(ms)
    }
  }
}

/** Checks that a promise rejects with an error that has these properties. */
export async function failsAs (t: Test, promise: Promise<unknown> | undefined, expected: object, name?: string): Promise<void> {
  const error: unknown = await promise?.then(() => undefined, (error: unknown) => error)
  t.match(error, expected, name ?? 'fails as expected')
}
