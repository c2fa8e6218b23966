import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { ApiTokenDoc } from '../store/api-token-model.js'
import type { Role } from '../store/agent-model.js'
import type { Store } from '../store/store.js'
import type { Caller } from './caller.js'

const TOKEN = /^kh_([A-Za-z0-9]{12})_([A-Za-z0-9_-]{43})$/
/** How often the time of the last use is written, in milliseconds. */
const USED_EVERY_MS = 60_000
/** How long a revoked token may still work in another process, in milliseconds. */
const CACHE_MS = 5000

const digest = (secret: string) => createHash('sha256').update(secret).digest()

/** Keys to the REST API: `kh_ID_SECRET`, of which only a hash of the secret is kept. */
export class ApiTokens {
  readonly #store: Store
  readonly #clock: Clock
  readonly #cache = new Map<string, { doc: ApiTokenDoc | null, readAt: number }>()

  constructor (options: { store: Store, clock: Clock }) {
    this.#store = options.store
    this.#clock = options.clock
  }

  /** @returns the token itself, which nobody can show again, and its id */
  async create (name: string, role: Role): Promise<{ id: string, token: string }> {
    const id = randomBytes(16).toString('base64').replace(/[^A-Za-z0-9]/g, '').padEnd(12, '0').slice(0, 12)
    const secret = randomBytes(32).toString('base64url')
    await this.#store.apiTokens.create({ _id: id, name, role, hash: digest(secret).toString('hex'), createdAt: new Date(this.#clock.now()) })
    return { id, token: `kh_${id}_${secret}` }
  }

  /** Ends a token; the first time counts. @throws KH_ERR_TOKEN_NOT_FOUND */
  async revoke (id: string): Promise<void> {
    const { matchedCount } = await this.#store.apiTokens.updateOne({ _id: id }, { $min: { revokedAt: new Date(this.#clock.now()) } })
    this.#cache.delete(id)
    if (matchedCount === 0) throw new errors.KH_ERR_TOKEN_NOT_FOUND(id)
  }

  /** Newest first; at most 1000. */
  async list (): Promise<ApiTokenDoc[]> {
    return await this.#store.apiTokens.find({ createdAt: { $gt: new Date(0) } }).sort({ createdAt: -1, _id: -1 }).limit(1000).lean<ApiTokenDoc[]>()
  }

  /** Who holds the token; undefined when it is no valid one. */
  async verify (token: string): Promise<Caller | undefined> {
    const [, id, secret] = TOKEN.exec(token) ?? []
    if (id === undefined || secret === undefined) return undefined
    const doc = await this.#read(id)
    // An unknown id costs the same comparison as a known one.
    const isRight = timingSafeEqual(digest(secret), doc === null ? digest('') : Buffer.from(doc.hash, 'hex'))
    if (doc === null || !isRight || doc.revokedAt !== undefined) return undefined
    this.#markUsed(doc)
    return { actor: `token:${id}`, name: doc.name, role: doc.role }
  }

  async #read (id: string): Promise<ApiTokenDoc | null> {
    const now = this.#clock.now()
    const cached = this.#cache.get(id)
    if (cached !== undefined && now - cached.readAt < CACHE_MS) return cached.doc
    const doc = await this.#store.apiTokens.findById(id).lean<ApiTokenDoc>()
    if (this.#cache.size >= 1000) this.#cache.clear()
    this.#cache.set(id, { doc, readAt: now })
    return doc
  }

  #markUsed (doc: ApiTokenDoc): void {
    const now = this.#clock.now()
    if (now - (doc.lastUsedAt?.getTime() ?? 0) < USED_EVERY_MS) return
    doc.lastUsedAt = new Date(now)
    // A lost mark is a minute of inaccuracy; the request does not wait for it.
    this.#store.apiTokens.updateOne({ _id: doc._id }, { $set: { lastUsedAt: doc.lastUsedAt } }).catch(() => {})
  }
}
