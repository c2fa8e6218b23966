import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { WeChatAccountOptions } from '@kefuhub/contract/testing/wechat'
import { startProcess, type TestProcess } from './process.js'
import { root } from './repository.js'
import type { TestScope } from './scope.js'

const command = join(root, 'core/bin/kefuhub.js')
const echoFeature = join(root, 'test/fixtures/echo-feature.js')

/** A window that no test closes: how many answers a customer's message allows has tests of its own. */
const wideWindow = { sends: 1000, durationMs: 3_600_000 }

/** An official account for tests of the whole hub. */
export const testAccount = {
  appId: 'wx0123456789abcdef',
  appSecret: 'an app secret',
  ghId: 'gh_0123456789ab',
  token: 'hubTestToken2026',
  encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  mode: 'security',
  windows: { message: wideWindow }
} as const satisfies WeChatAccountOptions

/** A folder with a config from which hub processes are started. */
export interface HubFolder {
  folder: string
  /** Starts `kefuhub start` as its users do, and resolves when it is ready. */
  start: (args?: string[]) => Promise<HubProcess>
  /** Runs another command on the same config and gives its output. */
  run: (...args: string[]) => TestProcess
}

/** A hub that was started as a process of its own. */
export interface HubProcess extends TestProcess {
  url: string
}

/** Writes a config that echoes what customers of the test account write. @param config further sections, for example `queue` */
export async function createHubFolder (t: TestScope, platformUrl: string, config: Record<string, unknown> = {}): Promise<HubFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'kefuhub-e2e-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const { ghId, windows, ...account } = testAccount
  await writeFile(join(folder, 'hub.yaml'), stringify({
    server: { port: 0 },
    store: { url: 'embedded:./data' },
    secret: 'a secret for tests, long enough to be one',
    lanes: { leaseMs: 1500, sweepMs: 300 },
    delivery: { firstDelayMs: 50 },
    api: { requestsPerMinute: 1_000_000 },
    plugins: [
      { id: 'shop', use: '@kefuhub/channel-wechat', options: { ...account, originalId: ghId, apiBase: platformUrl, replyWindows: windows, rate: 1000, maxAgeMs: 3_600_000 } },
      { id: 'echo', use: echoFeature, options: {} }
    ],
    ...config
  }))
  const args = (rest: string[]) => [command, ...rest, '--config', join(folder, 'hub.yaml')]
  return {
    folder,
    run: (...rest) => startProcess(t, args(rest), { cwd: root }),
    start: async (rest = []) => {
      const started = startProcess(t, args(['start', ...rest]), { cwd: root })
      const [, url] = await started.waitForLine(/^ready on (\S+)/, 60_000)
      return { ...started, url: url as string }
    }
  }
}

/** The callback address of the test account on a hub. */
export function callbackUrlOf (hub: HubProcess): string {
  const [, path] = /(\/channels\/shop\/[0-9a-f]{16})/.exec(hub.output()) ?? []
  if (path === undefined) throw new Error(`The hub did not say where its callback is:\n${hub.output()}`)
  return hub.url + path
}
