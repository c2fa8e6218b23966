import type { LocalizedText } from '@kefuhub/contract'

/** What the hub does again and again, or at length, with a connected system, and what people call it. */
export const SYSTEM_JOBS = {
  'crm-pull': { zh: '获取 CRM 的变更', en: 'reading what changed in the CRM' },
  'crm-backfill': { zh: '全量同步', en: 'the back-fill' },
  'ticket-poll': { zh: '获取工单状态', en: 'reading the state of tickets' },
  'ticket-files': { zh: '导出工单文件', en: 'writing ticket files' },
  notices: { zh: '发送通知', en: 'sending notifications' }
} as const satisfies Record<string, LocalizedText>

/** A kind of work with a connected system; each system has one job of a kind at most. */
export type SystemJob = keyof typeof SYSTEM_JOBS

/** The name of a system's job. */
export function toJobName (kind: SystemJob, system: string): string { return `${kind}:${system}` }

/** Which system a job is for, and what it does there; undefined for a job of the hub's own. */
export function readJobName (name: string): { kind: SystemJob, system: string } | undefined {
  const end = name.indexOf(':')
  const kind = name.slice(0, Math.max(0, end))
  return Object.hasOwn(SYSTEM_JOBS, kind) ? { kind: kind as SystemJob, system: name.slice(end + 1) } : undefined
}
