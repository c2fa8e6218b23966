import type { CallKind, SystemFault } from './system-sample.js'

/** What a simulated system does wrong next; the part of a `SystemStand` that is the same for all. */
export class FaultPlan {
  #fault: { fault: SystemFault, on: CallKind, left: number, skip: number } | undefined
  #struck = 0

  /** @see SystemStand.fail */
  fail (fault: SystemFault, on: CallKind, times: number, skip = 0): void { this.#fault = { fault, on, left: times, skip } }

  /** @see SystemStand.heal */
  heal (): void { this.#fault = undefined }

  /** @see SystemStand.struck */
  struck (): number { return this.#struck }

  /** The fault of a call that has come in. Ask once per call; `login` for log-ins and tokens. */
  next (kind: CallKind | 'login'): SystemFault | undefined {
    const plan = this.#fault
    if (plan === undefined || plan.left <= 0) return undefined
    // Credentials that are not good are good for nothing; every other fault leaves log-ins alone.
    if (kind !== plan.on && !(kind === 'login' && plan.fault === 'unauthorized')) return undefined
    if (plan.skip-- > 0) return undefined
    plan.left--
    this.#struck++
    return plan.fault
  }
}
