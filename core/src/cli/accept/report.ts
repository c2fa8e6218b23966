import type { LocalizedText } from '@kefuhub/contract'
import type { StepResult } from './step.js'

/**
 * How a plugin took part. `simulated`: its other side was; `as-is`: it has none; `live`: it ran with the real one; `untried`: it was left
 * out; `failed`: it was left out because its simulator could not be started.
 */
export type PluginRole = 'simulated' | 'as-is' | 'live' | 'untried' | 'failed'

/** A plugin of the config, and how it took part. */
export interface PluginReport {
  id: string
  name: string
  version: string
  role: PluginRole
  /** Why it was left out. */
  reason?: LocalizedText
}

/** What came of one channel. */
export interface ChannelReport {
  id: string
  name: string
  title: LocalizedText
  steps: StepResult[]
}

/** What an acceptance found. */
export interface AcceptanceReport {
  mode: 'simulated' | 'live'
  /** The config file, or the address of the running hub. */
  subject: string
  hubVersion: string
  startedAt: Date
  durationMs: number
  plugins: PluginReport[]
  channels: ChannelReport[]
}

/** How many steps came to each end. */
export function countSteps ({ channels }: Pick<AcceptanceReport, 'channels'>): Record<StepResult['state'], number> {
  const states = channels.flatMap(({ steps }) => steps.map(({ state }) => state))
  const count = (wanted: StepResult['state']): number => states.filter((state) => state === wanted).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
}

/** Whether everything that was tried works, and anything was. */
export function isPassed (report: Pick<AcceptanceReport, 'channels' | 'plugins'>): boolean {
  const { passed, failed } = countSteps(report)
  return failed === 0 && passed > 0 && !report.plugins.some(({ role }) => role === 'failed')
}

/** The same result without what must not be seen. @param hide replaces secrets in a text */
export function hideIn (result: StepResult, hide: (text: string) => string): StepResult { return { ...result, reason: hideBoth(result.reason, hide) } }

/** The same report without what must not be seen. @param hide replaces secrets in a text */
export function redact (report: AcceptanceReport, hide: (text: string) => string): AcceptanceReport {
  return {
    ...report,
    subject: hide(report.subject),
    plugins: report.plugins.map(({ reason, ...plugin }) => ({ ...plugin, ...(reason !== undefined && { reason: hideBoth(reason, hide) }) })),
    channels: report.channels.map((channel) => ({ ...channel, steps: channel.steps.map((step) => hideIn(step, hide)) }))
  }
}

function hideBoth ({ zh, en }: LocalizedText, hide: (text: string) => string): LocalizedText { return { zh: hide(zh), en: hide(en) } }
