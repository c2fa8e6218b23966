import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Token, TokenCache } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { AccessTokenDoc } from './access-token-model.js'
import { isDuplicate } from './bulk.js'
import { FLEETING, type Store } from './store.js'

/** One fetch may take this long before another process tries; in milliseconds. */
const FETCH_MS = 15_000
/** How often a process looks whether another one's fetch is done; in milliseconds. */
const LOOK_EVERY_MS = 50
const DEFAULT_EARLY_MS = 600_000

/** Encrypts what is stored with a key made from the hub's secret; AES-256-GCM, bound to the name it is stored under. */
class Vault {
  readonly #key: Buffer
  constructor (secret: string) { this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'kefuhub access tokens', 32)) }

  seal (name: string, text: string): string {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(name))
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
  }

  canOpen (name: string, sealed: string): boolean {
    try {
      this.open(name, sealed)
      return true
    } catch {
      return false
    }
  }

  /** @throws KH_ERR_SECRET_WRONG */
  open (name: string, sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64')
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(name))
      decipher.setAuthTag(bytes.subarray(-16))
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8')
    } catch (cause) {
      throw Object.assign(new errors.KH_ERR_SECRET_WRONG(), { cause })
    }
  }
}

interface Known { value: string, expiresAt: number }

type IsGood = (found: Known | undefined) => boolean

/** The access tokens of all plugins, shared by all processes through the store. */
export class StoredTokens {
  readonly #store: Store
  readonly #clock: Clock
  readonly #vault: Vault
  readonly #running = new Map<string, Promise<string>>()
  readonly #known = new Map<string, Known>()

  constructor (options: { store: Store, clock: Clock, secret: string }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#vault = new Vault(options.secret)
  }

  /**
   * Removes tokens that another secret sealed, so that they are fetched anew. For the start: what appears later is of a
   * process that runs with another secret, and stays an error.
   * @returns how many
   */
  async forgetForeign (): Promise<number> {
    const docs = await this.#store.accessTokens.find({ _id: { $gt: '' } }).lean<AccessTokenDoc[]>()
    const foreign = docs.filter(({ _id, value }) => value !== undefined && !this.#vault.canOpen(_id, value))
    await this.#store.accessTokens.deleteMany({ _id: { $in: foreign.map(({ _id }) => _id) } })
    return foreign.length
  }

  /** The cache of one plugin; keys of different plugins never meet. */
  of (plugin: string): TokenCache {
    return {
      get: async (key, fetchToken, options) => await this.#get(`${plugin}:${key}`, fetchToken, options?.earlyMs ?? DEFAULT_EARLY_MS),
      replace: async (key, used, fetchToken) => await this.#replace(`${plugin}:${key}`, used, fetchToken)
    }
  }

  async #get (name: string, fetchToken: () => Promise<Token>, earlyMs: number): Promise<string> {
    const isFresh: IsGood = (found) => found !== undefined && found.expiresAt - earlyMs > this.#clock.now()
    const known = this.#known.get(name)
    if (known !== undefined && isFresh(known)) return known.value
    return await this.#once(`get ${name}`, async () => await this.#fetchUnless(name, fetchToken, isFresh))
  }

  async #replace (name: string, used: string, fetchToken: () => Promise<Token>): Promise<string> {
    this.#known.delete(name)
    const isOther: IsGood = (found) => found !== undefined && found.value !== used
    return await this.#once(`replace ${used} ${name}`, async () => await this.#fetchUnless(name, fetchToken, isOther))
  }

  /** The same wish while one is under way gets its result. */
  async #once (wish: string, run: () => Promise<string>): Promise<string> {
    const running = this.#running.get(wish) ?? run().finally(() => this.#running.delete(wish))
    this.#running.set(wish, running)
    return await running
  }

  async #fetchUnless (name: string, fetchToken: () => Promise<Token>, isGood: IsGood): Promise<string> {
    const giveUpAt = this.#clock.now() + FETCH_MS
    for (;;) {
      const found = await this.#read(name)
      if (found !== undefined && isGood(found)) {
        this.#known.set(name, found)
        return found.value
      }
      const claim = await this.#takeFetch(name)
      if (claim !== undefined) {
        const fetched = await this.#fetch(name, claim, fetchToken, isGood)
        if (fetched !== undefined) return fetched
      }
      if (this.#clock.now() > giveUpAt) throw new errors.KH_ERR_TOKEN_FETCH_TIMEOUT(name)
      await sleep(LOOK_EVERY_MS)
    }
  }

  async #read (name: string): Promise<Known | undefined> {
    const doc = await this.#store.accessTokens.findById(name).lean<AccessTokenDoc>()
    if (doc?.value === undefined || doc.expiresAt === undefined) return undefined
    return { value: this.#vault.open(name, doc.value), expiresAt: doc.expiresAt.getTime() }
  }

  /** @returns the name of the claim; undefined while somebody else fetches */
  async #takeFetch (name: string): Promise<string | undefined> {
    const now = this.#clock.now()
    const claim = randomBytes(9).toString('base64url')
    try {
      await this.#store.accessTokens.findOneAndUpdate(
        { _id: name, $or: [{ fetching: { $exists: false } }, { 'fetching.until': { $lte: new Date(now) } }] },
        { $set: { fetching: { claim, until: new Date(now + FETCH_MS) } } },
        { upsert: true, ...FLEETING })
      return claim
    } catch (error) {
      if (isDuplicate(error)) return undefined
      throw error
    }
  }

  /** @returns undefined when somebody else had fetched already, or took the fetch over because this one was too slow */
  async #fetch (name: string, claim: string, fetchToken: () => Promise<Token>, isGood: IsGood): Promise<string | undefined> {
    const mine = { _id: name, 'fetching.claim': claim }
    try {
      // Between the look and the claim another process may have ended its fetch.
      if (isGood(await this.#read(name))) {
        await this.#store.accessTokens.updateOne(mine, { $unset: { fetching: 1 } })
        return undefined
      }
      const { value, expiresInMs } = await fetchToken()
      const expiresAt = this.#clock.now() + expiresInMs
      const { matchedCount } = await this.#store.accessTokens.updateOne(mine, { $set: { value: this.#vault.seal(name, value), expiresAt: new Date(expiresAt) }, $unset: { fetching: 1 } })
      // The platform may have taken this token back for the one that the other process has.
      if (matchedCount === 0) return undefined
      this.#known.set(name, { value, expiresAt })
      return value
    } catch (error) {
      await this.#store.accessTokens.updateOne(mine, { $unset: { fetching: 1 } })
      throw error
    }
  }
}
