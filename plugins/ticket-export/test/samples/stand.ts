import type { SystemStand } from '@kefuhub/contract/testing'
import type { System, SystemServer } from '../../src/simulator/server.js'

/** When tests happen. */
export const NOW_MS = Date.UTC(2026, 0, 1)
export const WAIT_MS = 7000

/** A clock that moves on whenever somebody looks at it. */
export function ticking (stepMs: number): () => number {
  let nowMs = NOW_MS
  return () => (nowMs += stepMs)
}

/** The part of a stand that is the same for all simulators. */
export function faultsOf ({ faults }: SystemServer<System>): Pick<SystemStand, 'fail' | 'heal' | 'struck'> {
  return {
    fail: (fault, on, times, skip) => faults.fail(fault, on, times, skip),
    heal: () => faults.heal(),
    struck: () => faults.struck()
  }
}

/** Spoils a header of a request. */
export function withHeader (name: string, spoil: (value: string) => string | undefined) {
  return <R extends { headers?: Record<string, string> }> (request: R): R => {
    const { [name]: value = '', ...headers } = request.headers ?? {}
    const spoilt = spoil(value)
    return { ...request, headers: { ...headers, ...(spoilt !== undefined && { [name]: spoilt }) } }
  }
}
