import type { Log } from '@kefuhub/contract'
import type { SystemStatus } from '../system-status.js'
import { QUOTA_WARNING } from './facts.js'

/** Watches how much of the organisation's calls is used up; every answer tells it. */
export class Allowance {
  readonly #status: SystemStatus
  readonly #log: Log

  constructor (status: SystemStatus, log: Log) {
    this.#status = status
    this.#log = log
  }

  /** @param headers of an answer: `Sforce-Limit-Info: api-usage=123/100000` */
  note (headers: Headers): void {
    const [, used, max] = /api-usage=(\d+)\/(\d+)/.exec(headers.get('sforce-limit-info') ?? '') ?? []
    if (used === undefined || max === undefined) return
    const isNear = Number(used) >= Number(max) * QUOTA_WARNING
    if (isNear && this.#status.remark === undefined) this.#log.warn({ used: Number(used), max: Number(max) }, 'the calls of the Salesforce organisation are nearly used up')
    this.#status.remark = isNear ? `${used} of ${max} calls of 24 hours are used up in Salesforce; raise the allowance or lower the load` : undefined
  }
}
