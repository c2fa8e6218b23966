import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { AgentDoc } from '../store/agent-model.js'
import { unlessRaced } from '../store/bulk.js'
import type { Store } from '../store/store.js'
import type { Caller } from './caller.js'
import { isPassword } from './password.js'

/** How people sign in. */
export interface SignInOptions {
  /** Attempts in vain after which a login is locked. */
  lockAfter: number
  lockMinutes: number
  /** A browser that is not used for so long is signed out. */
  idleMinutes: number
}

const MINUTE_MS = 60_000

/** A browser is signed out after so long even when it is used, in milliseconds. */
const MAX_AGE_MS = 7 * 86_400_000
/** How often the life of a session is prolonged, in milliseconds. */
const PROLONG_EVERY_MS = 60_000
/** How long a session that ended may still work in another process, in milliseconds. */
const CACHE_MS = 5000
const MAX_CACHED = 1000

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Browsers in which people are signed in, and who may sign in. */
export class SignIn {
  readonly #store: Store
  readonly #clock: Clock
  readonly #options: SignInOptions
  readonly #cache = new Map<string, { caller: Caller | undefined, readAt: number }>()

  constructor (options: { store: Store, clock: Clock, options: SignInOptions }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#options = options.options
  }

  /**
   * Lets somebody in. An attempt counts before its password is looked at, so that many at once are no way around the lock.
   * @returns the token of the new session, which nobody can show again
   * @throws KH_ERR_SIGN_IN_WRONG, KH_ERR_SIGN_IN_LOCKED
   */
  async open (login: string, password: string): Promise<{ token: string, caller: Caller }> {
    const name = login.toLowerCase()
    const lock = digest(name)
    await this.#countAttempt(lock)
    const agent = await this.#store.agents.findOne({ login: name }).lean<AgentDoc>()
    const isRight = await isPassword(agent?.passwordHash, password)
    if (agent === null || !isRight || agent.disabledAt !== undefined) throw new errors.KH_ERR_SIGN_IN_WRONG()
    await this.#store.signInLocks.deleteOne({ _id: lock })
    const token = randomBytes(32).toString('base64url')
    const now = this.#clock.now()
    await this.#store.agentSessions.create({ _id: digest(token), agent: agent._id, createdAt: new Date(now), expiresAt: new Date(now + this.#options.idleMinutes * MINUTE_MS) })
    return { token, caller: toCaller(agent, digest(token)) }
  }

  /** Who is signed in with a token; undefined when nobody is. */
  async verify (token: string): Promise<Caller | undefined> {
    const session = digest(token)
    const now = this.#clock.now()
    const cached = this.#cache.get(session)
    if (cached !== undefined && now - cached.readAt < CACHE_MS) return cached.caller
    const caller = await this.#read(session, now)
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear()
    this.#cache.set(session, { caller, readAt: now })
    return caller
  }

  /** Whether a session still stands, past the cache; for connections that stay open. */
  async isOpen (session: string): Promise<boolean> { return await this.#read(session, this.#clock.now()) !== undefined }

  /** Signs one browser out. */
  async close (session: string): Promise<void> {
    await this.#store.agentSessions.deleteOne({ _id: session })
    this.#cache.clear()
  }

  /** Signs a person out everywhere. @param except a session that stays */
  async closeAll (agent: string, except?: string): Promise<void> {
    await this.#store.agentSessions.deleteMany({ agent, ...(except !== undefined && { _id: { $ne: except } }) })
    this.#cache.clear()
  }

  /** Lifts the lock of a login. */
  async unlock (login: string): Promise<void> { await this.#store.signInLocks.deleteOne({ _id: digest(login.toLowerCase()) }) }

  /** Makes this process look again at who may do what. */
  forget (): void { this.#cache.clear() }

  async #read (session: string, now: number): Promise<Caller | undefined> {
    const doc = await this.#store.agentSessions.findById(session).lean()
    if (doc === null || doc.expiresAt.getTime() <= now || doc.createdAt.getTime() + MAX_AGE_MS <= now) return undefined
    const agent = await this.#store.agents.findById(doc.agent).lean<AgentDoc>()
    if (agent === null || agent.disabledAt !== undefined) return undefined
    const expiresAt = now + this.#options.idleMinutes * MINUTE_MS
    if (expiresAt - doc.expiresAt.getTime() >= PROLONG_EVERY_MS) {
      await this.#store.agentSessions.updateOne({ _id: session }, { $max: { expiresAt: new Date(expiresAt) } })
    }
    return toCaller(agent, session)
  }

  async #countAttempt (lock: string): Promise<void> {
    const now = this.#clock.now()
    const { lockAfter, lockMinutes } = this.#options
    const lockMs = lockMinutes * MINUTE_MS
    // The store removes what has expired when it gets to it; until then it does not count.
    await this.#store.signInLocks.deleteOne({ _id: lock, expiresAt: { $lte: new Date(now) } })
    const { attempts, expiresAt } = await unlessRaced(() => this.#store.signInLocks.findOneAndUpdate({ _id: lock },
      { $inc: { attempts: 1 }, $setOnInsert: { expiresAt: new Date(now + lockMs) } },
      { upsert: true, returnDocument: 'after', lean: true }).orFail())
    if (attempts > lockAfter) throw new errors.KH_ERR_SIGN_IN_LOCKED(Math.max(1, Math.ceil((expiresAt.getTime() - now) / MINUTE_MS)))
    // A lock lasts from the attempt that made it.
    if (attempts === lockAfter) await this.#store.signInLocks.updateOne({ _id: lock }, { $max: { expiresAt: new Date(now + lockMs) } })
  }
}

function toCaller ({ _id: id, name, role, mustChangePassword }: AgentDoc, session: string): Caller {
  return { actor: `agent:${id}`, name, role, agent: { id, session, mustChangePassword } }
}
