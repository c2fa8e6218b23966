import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import type { Clock } from '@kefuhub/contract'
import { isDuplicate } from '../store/bulk.js'
import { newId } from '../store/id.js'
import type { Store } from '../store/store.js'

/** What a first run gives an operator, once. */
export interface FirstAdministrator {
  login: string
  /** To be changed at the first sign-in. */
  password: string
}

const LOGIN = 'admin'
/** OWASP's recommendation for argon2id, which is the library's default: 19 MiB, two passes. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The people who work in the hub. */
export class Agents {
  readonly #store: Store
  readonly #clock: Clock

  constructor (options: { store: Store, clock: Clock }) {
    this.#store = options.store
    this.#clock = options.clock
  }

  /** Makes the administrator of a store that has none. @returns undefined when there is one, also when another process won */
  async createFirstAdministrator (): Promise<FirstAdministrator | undefined> {
    if (await this.#store.agents.findOne({ login: LOGIN }).lean() !== null) return undefined
    const password = randomBytes(15).toString('base64url')
    try {
      await this.#store.agents.create({
        _id: newId(),
        login: LOGIN,
        name: 'Administrator',
        role: 'administrator',
        passwordHash: await hash(password, ARGON2),
        mustChangePassword: true,
        createdAt: new Date(this.#clock.now())
      })
    } catch (error) {
      if (isDuplicate(error)) return undefined
      throw error
    }
    return { login: LOGIN, password }
  }
}
