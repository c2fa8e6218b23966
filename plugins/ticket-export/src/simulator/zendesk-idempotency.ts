import { createHash } from 'node:crypto'
import type { Answer, Call } from './call.js'

const KEPT_MS = 2 * 3_600_000

/** Zendesk's memory of `Idempotency-Key`: two hours, for the creation of tickets. */
export class IdempotencyKeys {
  readonly #kept = new Map<string, { digest: string, answer: Answer, atMs: number }>()
  readonly #now: () => number

  constructor (now: () => number) { this.#now = now }

  /** Does the work once for a key. */
  once (call: Call, work: () => Answer): Answer {
    const key = call.headers['idempotency-key']
    if (typeof key !== 'string') return work()
    if (key.length > 255) return refuse('Idempotency key is too long')
    const digest = createHash('sha256').update(call.body).digest('hex')
    const kept = this.#kept.get(key)
    if (kept === undefined || this.#now() - kept.atMs >= KEPT_MS) {
      const answer = work()
      if (answer.status < 300) this.#kept.set(key, { digest, answer, atMs: this.#now() })
      return withLookup(answer, 'miss')
    }
    if (kept.digest !== digest) return refuse("The parameters of this request don't match those of the first request with this idempotency key")
    return withLookup(kept.answer, 'hit')
  }
}

function refuse (description: string): Answer { return { status: 400, body: { error: 'IdempotentRequestError', description } } }

function withLookup (answer: Answer, lookup: 'hit' | 'miss'): Answer {
  return { ...answer, headers: { ...answer.headers, 'x-idempotency-lookup': lookup } }
}
