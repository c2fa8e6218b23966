import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { AnyPlugin, Clock, TurnContext, TurnStage } from '@kefuhub/contract'
import { defineFeature, Type } from '@kefuhub/contract'
import { compileChecker } from '../../src/config/checker.js'
import type { LoadedConfig } from '../../src/config/config.js'
import { CrmSync } from '../../src/config/crm-sync-schema.js'
import { readSections } from '../../src/config/entry.js'
import { NoticesConfig } from '../../src/config/notices-schema.js'
import { TicketExportConfig } from '../../src/config/ticket-export-schema.js'
import { HubConfigSchema, type HubConfig } from '../../src/config/schema.js'
import { createHub, type Hub, type HubRole } from '../../src/hub.js'
import { openTestStore, type TestStore } from '../../../test/support/store.js'
import type { TestScope } from '../../../test/support/scope.js'

/** What a test changes in the hub it builds. */
export interface TestHubOptions {
  plugins?: Array<{ id: string, module: AnyPlugin, options?: object, sync?: object, tickets?: object, notices?: object }>
  config?: { [K in keyof HubConfig]?: Partial<HubConfig[K]> }
  role?: HubRole
  clock?: Clock
  /** The store of another hub, to share it. */
  store?: TestStore
  monitorCommands?: boolean
}

/** A hub of a test, with what it logged. */
export interface TestHub extends Hub {
  testStore: TestStore
  logged: Array<Record<string, unknown> & { msg: string, level: string }>
  /** Resolves with the first line that has this message, logged already or later. */
  waitForLog: (message: string) => Promise<Record<string, unknown>>
}

/** Builds a hub over a database of its own and closes it with the test. It does not work until `start`. */
export async function createTestHub (t: TestScope, options: TestHubOptions = {}): Promise<TestHub> {
  const testStore = options.store ?? openTestStore(t)
  const dir = await mkdtemp(join(tmpdir(), 'kefuhub-hub-'))
  t.teardown(() => rm(dir, { recursive: true, force: true }))
  const { logged, log, waitForLog } = captureLog()
  const hub = await createHub({
    loaded: toLoaded(dir, testStore, options),
    role: options.role ?? 'all',
    version: '0.0.0-test',
    log,
    ...(options.clock !== undefined && { clock: options.clock }),
    ...(options.monitorCommands !== undefined && { monitorCommands: options.monitorCommands })
  })
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => { await (closing ??= hub.close()) }
  t.teardown(close)
  return { ...hub, close, testStore, logged, waitForLog }
}

function toLoaded (dir: string, testStore: TestStore, options: TestHubOptions): LoadedConfig {
  const written: Record<string, object> = {
    store: { url: testStore.url, database: testStore.database, ...options.config?.store },
    lanes: { sweepMs: 200, ...options.config?.lanes },
    delivery: { firstDelayMs: 5, ...options.config?.delivery }
  }
  for (const [key, value] of Object.entries(options.config ?? {})) written[key] ??= value as object
  const violations = compileChecker(HubConfigSchema)(written)
  if (violations.length > 0) throw new Error(JSON.stringify(violations))
  const config = { ...written, secret: 'a secret of at least 32 characters', server: { ...written.server, publicUrl: 'http://127.0.0.1:3000' } } as unknown as HubConfig
  return {
    file: join(dir, 'hub.yaml'),
    dir,
    config,
    secrets: [],
    plugins: (options.plugins ?? []).map(({ id, module, options = {}, sync, tickets, notices }) => {
      const sections = [[CrmSync, sync], [TicketExportConfig, tickets], [NoticesConfig, notices]] as const
      const violations = sections.flatMap(([schema, section]) => section === undefined ? [] : compileChecker(schema)(section))
      if (violations.length > 0) throw new Error(JSON.stringify(violations))
      const { found } = readSections(module as never, { path: [], sections: { sync, tickets, notices } })
      return { id, use: module.name, name: module.name, version: '0.0.0', module, options, ...found }
    }) as unknown as LoadedConfig['plugins']
  }
}

function captureLog () {
  const logged: TestHub['logged'] = []
  const listeners = new Set<() => void>()
  const log = pino({ level: 'debug', base: null, formatters: { level: (label) => ({ level: label }) } }, {
    write: (line: string) => {
      logged.push(JSON.parse(line))
      for (const listener of listeners) listener()
    }
  })
  const waitForLog = (message: string) => new Promise<Record<string, unknown>>((resolve) => {
    const look = () => {
      const line = logged.find((candidate) => candidate.msg === message)
      if (line === undefined) return
      listeners.delete(look)
      resolve(line)
    }
    listeners.add(look)
    look()
  })
  return { logged, log, waitForLog }
}

/** A feature with one handler. */
export function createTestFeature (stage: TurnStage, handler: (turn: TurnContext) => void | Promise<void>): AnyPlugin {
  return defineFeature({
    name: 'feature-test',
    contract: '^1',
    title: { zh: '测试', en: 'Test' },
    options: Type.Object({}, { additionalProperties: false }),
    setup: (hub) => {
      hub.onTurn(stage, handler)
      return {}
    }
  }) as unknown as AnyPlugin
}

/** A clock that a test turns. */
export function createTestClock (startMs = 1_767_225_600_000): Clock & { advance: (byMs: number) => void } {
  let now = startMs
  return { now: () => now, advance: (byMs) => { now += byMs } }
}
