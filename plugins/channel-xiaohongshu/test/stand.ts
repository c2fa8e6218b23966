import type { AddressInfo } from 'node:net'
import { createFakeHub, type FakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import type { Test } from 'tap'
import plugin from '../src/index.js'
import { FakeXiaohongshu, SIMULATED_WIRE, type FakeOptions } from '../src/simulator/index.js'
import { assign } from '../src/simulator/index.js'
import { KEY } from './vectors.js'

/** When tests happen: 2026-01-01T00:00:00Z, the time of the vectors. */
export const NOW_MS = Date.UTC(2026, 0, 1)
export const ACCOUNT = '5f0000000000000000000001'
export const STAFF = '5f0000000000000000000002'
export const CONSUMER = '5f0000000000000000000009'
export const LEAD_TOKEN = '90abcdef12345678fedcba0987654321'
export const ACCESS_TOKEN = 'access-token-of-the-test-account'

/** Options of private messages for a listed account. */
export const IM = { appId: '46', cipherKey: KEY, token: { static: { value: ACCESS_TOKEN } }, accounts: [ACCOUNT] as string[] | 'bound' }

/** Options of an entry that takes both. */
export const OPTIONS = { im: IM, leadPush: { token: LEAD_TOKEN } }

export type XhsHub = FakeHub<typeof plugin>

interface Teardown { teardown (close: () => unknown): unknown }

/** A hub with the plugin alone. */
export async function openHub (t: Teardown, options: Record<string, unknown> = {}, overrides: FakeHubOverrides = {}): Promise<XhsHub> {
  const hub = await createFakeHub(plugin, { ...OPTIONS, ...options }, { id: 'xhs', nowMs: NOW_MS, ...overrides })
  t.teardown(() => hub.close())
  return hub
}

export interface Stand {
  platform: FakeXiaohongshu
  hub: XhsHub
  /** Moves the platform's and the hub's time. */
  advance (ms: number): void
}

/** The plugin and the simulated platform, connected both ways over loopback; waits are long, so that a busy machine changes nothing. */
export async function openStand (t: Teardown, { options = {}, platform: more = {} }: { options?: Record<string, unknown>, platform?: Partial<FakeOptions> } = {}): Promise<Stand> {
  let nowMs = NOW_MS
  const platform = await FakeXiaohongshu.start({
    appId: IM.appId, cipherKey: KEY, accessToken: ACCESS_TOKEN, accountId: ACCOUNT, mustBind: false, leadToken: LEAD_TOKEN, deadlineMs: 60_000, now: () => nowMs, ...more
  })
  t.teardown(() => platform.close())
  const hub = await openHub(t, { apiBase: platform.url, bindUrl: platform.bindUrl, timeoutMs: 10_000, wire: SIMULATED_WIRE, ...options })
  await hub.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = hub.app.server.address() as AddressInfo
  assign(platform, (hub.instance.endpoints ?? []).map(({ url }) => `http://127.0.0.1:${port}${new URL(url).pathname}`))
  return {
    platform,
    hub,
    advance (ms) {
      nowMs += ms
      hub.clock.advance(ms)
    }
  }
}

/** The path of a hub's address by how it ends. */
export function pathOf (hub: XhsHub, suffix: string): string {
  return (hub.instance.endpoints ?? []).map(({ url }) => new URL(url).pathname).find((path) => path.endsWith(suffix)) ?? ''
}

/** Checks that a promise rejects with an error that has these properties. */
export async function failsAs (t: Test, promise: Promise<unknown> | undefined, expected: object, name?: string): Promise<void> {
  const error: unknown = await promise?.then(() => undefined, (error: unknown) => error)
  t.match(error, expected, name ?? 'fails as expected')
}
