import { readFileSync } from 'node:fs'
import type { Notification } from '@kefuhub/contract'
import { createFakeHub, type FakeHub, type FakeHubOverrides } from '@kefuhub/contract/testing'
import type { Test } from 'tap'
import plugin from '../src/index.js'

/** When tests happen. */
export const NOW_MS = Date.UTC(2026, 0, 1)

/** Addresses and secrets of robots; nobody is there. */
export const WECOM = { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=11111111-2222-3333-4444-555555555555' }
export const DINGTALK = { url: 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef', secret: 'SEC0123456789abcdef0123456789abcdef' }
export const FEISHU = { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/aaaa1111-bbbb-2222', secret: 'feishu-demo-secret' }
export const SLACK = { url: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX' }
export const EMAIL = { host: 'smtp.example.com', from: 'hub@example.com', to: ['lead@example.com', 'night@example.com'] }
export const WEBHOOK = { url: 'https://hooks.example.com/kefuhub', secrets: ['whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='] }

/** A key and a certificate for mail.test, hooks.test and 127.0.0.1. */
const pem = readFileSync(new URL('./fixtures/tls.pem', import.meta.url), 'utf8')
export const TLS = {
  key: pem.slice(0, pem.indexOf('-----BEGIN CERTIFICATE')),
  cert: pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'))
}

/** A notification with all that one may have. */
export function notification (more: Partial<Notification> = {}): Notification {
  return {
    id: 'n-1',
    kind: 'ticket.overdue',
    severity: 'critical',
    title: '工单 T-1001 即将超时',
    body: 'The customer **张三** waits for _12 minutes_.\n\n- first: [order 42](https://shop.example.com/o/42)\n- second: 2\\*3 \\<b\\> &\n\n1. look\n2. answer',
    url: 'https://hub.example.com/tickets/T-1001?a=1&b=2',
    at: new Date(NOW_MS - 60_000),
    ...more
  }
}

interface Teardown { teardown (close: () => unknown): unknown }

export type NotifyHub = FakeHub<typeof plugin>

/** A hub with one target. */
export async function openHub (t: Teardown, options: Record<string, unknown>, overrides: FakeHubOverrides = {}): Promise<NotifyHub> {
  const hub = await createFakeHub(plugin, options, { nowMs: NOW_MS, ...overrides })
  t.teardown(() => hub.close())
  return hub
}

/** Starts a simulator and ends it with the test. */
export async function listen<S extends { listen (): Promise<S>, close (): Promise<void> }> (t: Teardown, simulator: S): Promise<S> {
  await simulator.listen()
  t.teardown(() => simulator.close())
  return simulator
}

/** Checks that a promise rejects with an error that has these properties. */
export async function failsAs (t: Test, promise: Promise<unknown>, expected: object, name?: string): Promise<Error> {
  const error: unknown = await promise.then(() => undefined, (error: unknown) => error)
  t.match(error, expected, name ?? 'fails as expected')
  return error as Error
}

/** The JSON of a fixture. */
export function readFixture (name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'))
}
