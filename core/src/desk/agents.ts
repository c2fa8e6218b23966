import type { Clock } from '@kefuhub/contract'
import { errors } from '../errors.js'
import type { AgentDoc, Role } from '../store/agent-model.js'
import { isDuplicate } from '../store/bulk.js'
import { newId } from '../store/id.js'
import type { Store } from '../store/store.js'
import type { Bulletin } from './bulletin.js'
import { checkPassword, hashPassword, isPassword, makePassword } from './password.js'

/** What a first run gives an operator, once. */
export interface FirstAdministrator {
  login: string
  /** To be changed at the first sign-in. */
  password: string
}

/** A person as everybody in the hub sees them. */
export interface AgentView {
  id: string
  login: string
  name: string
  role: Role
  groups: string[]
  presence: AgentDoc['presence'] | 'offline'
  isDisabled: boolean
  createdAt: Date
}

/** What may be changed of a person. */
export interface AgentChange {
  name?: string
  role?: Role
  groups?: string[]
  isDisabled?: boolean
}

const FIRST_LOGIN = 'admin'
/** All that are listed. */
const MAX_LISTED = 1000
/** Who was not heard of for so long has no console open, in milliseconds. */
const SEEN_MS = 75_000

/** The people who work in the hub. */
export class Agents {
  readonly #store: Store
  readonly #clock: Clock
  readonly #bulletin: Bulletin

  constructor (options: { store: Store, clock: Clock, bulletin: Bulletin }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#bulletin = options.bulletin
  }

  /** Makes the administrator of a store that has none. @returns undefined when there is one, also when another process won */
  async createFirstAdministrator (): Promise<FirstAdministrator | undefined> {
    if (await this.#store.agents.findOne({ login: FIRST_LOGIN }).lean() !== null) return undefined
    try {
      const { password } = await this.create({ login: FIRST_LOGIN, name: 'Administrator', role: 'administrator', groups: [] })
      return { login: FIRST_LOGIN, password }
    } catch (error) {
      if (error instanceof errors.KH_ERR_AGENT_LOGIN_TAKEN) return undefined
      throw error
    }
  }

  /** @returns a password that is to be changed at the first sign-in, and that nobody can show again @throws KH_ERR_AGENT_LOGIN_TAKEN, KH_ERR_GROUP_NOT_FOUND */
  async create ({ login, name, role, groups }: Pick<AgentDoc, 'login' | 'name' | 'role' | 'groups'>): Promise<{ agent: AgentView, password: string }> {
    await this.#checkGroups(groups)
    const password = makePassword()
    const doc: AgentDoc = {
      _id: newId(),
      login: login.toLowerCase(),
      name,
      role,
      groups,
      presence: 'online',
      passwordHash: await hashPassword(password),
      mustChangePassword: true,
      createdAt: new Date(this.#clock.now())
    }
    try {
      await this.#store.agents.create(doc)
    } catch (error) {
      if (isDuplicate(error)) throw new errors.KH_ERR_AGENT_LOGIN_TAKEN(login)
      throw error
    }
    this.#bulletin.agent(doc._id)
    return { agent: this.#toView(doc), password }
  }

  /** @throws KH_ERR_AGENT_NOT_FOUND */
  async get (id: string): Promise<AgentView> { return this.#toView(await this.#read(id)) }

  /** Everybody, the longest here first; at most 1000. @param ids only these */
  async list (ids?: readonly string[]): Promise<AgentView[]> {
    const filter = ids === undefined ? { createdAt: { $gt: new Date(0) } } : { _id: { $in: [...ids] } }
    const found = await this.#store.agents.find(filter).sort({ createdAt: 1, _id: 1 }).limit(MAX_LISTED).lean<AgentDoc[]>()
    return found.map((doc) => this.#toView(doc))
  }

  /** @throws KH_ERR_AGENT_NOT_FOUND, KH_ERR_AGENT_LAST_ADMINISTRATOR, KH_ERR_GROUP_NOT_FOUND */
  async change (id: string, { name, role, groups, isDisabled }: AgentChange): Promise<AgentView> {
    const before = await this.#read(id)
    const isLeaving = (role !== undefined && role !== 'administrator') || isDisabled === true
    if (before.role === 'administrator' && isLeaving) await this.#checkNotLast(id)
    if (groups !== undefined) await this.#checkGroups(groups)
    const doc = await this.#store.agents.findOneAndUpdate({ _id: id }, {
      $set: {
        ...(name !== undefined && { name }),
        ...(role !== undefined && { role }),
        ...(groups !== undefined && { groups }),
        ...(isDisabled === true && { disabledAt: new Date(this.#clock.now()) })
      },
      ...(isDisabled === false && { $unset: { disabledAt: 1 } })
    }, { returnDocument: 'after', lean: true }).orFail()
    this.#bulletin.agent(id)
    return this.#toView(doc)
  }

  /** @returns a password to be changed at the next sign-in @throws KH_ERR_AGENT_NOT_FOUND */
  async resetPassword (id: string): Promise<string> {
    await this.#read(id)
    const password = makePassword()
    await this.#store.agents.updateOne({ _id: id }, { $set: { passwordHash: await hashPassword(password), mustChangePassword: true } })
    return password
  }

  /** @throws KH_ERR_PASSWORD_WRONG, KH_ERR_PASSWORD_WEAK, KH_ERR_AGENT_NOT_FOUND */
  async changePassword (id: string, current: string, password: string): Promise<void> {
    const { login, passwordHash } = await this.#read(id)
    if (!await isPassword(passwordHash, current)) throw new errors.KH_ERR_PASSWORD_WRONG()
    checkPassword(password, { login, current })
    await this.#store.agents.updateOne({ _id: id }, { $set: { passwordHash: await hashPassword(password), mustChangePassword: false } })
  }

  /** What somebody says of themselves. */
  async changeOwn (id: string, change: { presence?: AgentDoc['presence'], name?: string }): Promise<void> {
    await this.#store.agents.updateOne({ _id: id }, { $set: change })
    this.#bulletin.agent(id)
  }

  /** Takes note that consoles of these people are open, or that the last one was closed. */
  async seen (ids: readonly string[], isOpen: boolean): Promise<void> {
    if (ids.length === 0) return
    await this.#store.agents.updateMany({ _id: { $in: [...ids] } }, isOpen ? { $set: { seenAt: new Date(this.#clock.now()) } } : { $unset: { seenAt: 1 } })
  }

  #toView ({ _id: id, login, name, role, groups, presence, seenAt, disabledAt, createdAt }: AgentDoc): AgentView {
    const isHere = seenAt !== undefined && this.#clock.now() - seenAt.getTime() < SEEN_MS
    return { id, login, name, role, groups, presence: isHere ? presence : 'offline', isDisabled: disabledAt !== undefined, createdAt }
  }

  async #read (id: string): Promise<AgentDoc> {
    const doc = await this.#store.agents.findById(id).lean<AgentDoc>()
    if (doc === null) throw new errors.KH_ERR_AGENT_NOT_FOUND(id)
    return doc
  }

  async #checkNotLast (id: string): Promise<void> {
    const others = (await this.list()).filter((agent) => agent.id !== id && agent.role === 'administrator' && !agent.isDisabled)
    if (others.length === 0) throw new errors.KH_ERR_AGENT_LAST_ADMINISTRATOR()
  }

  async #checkGroups (groups: readonly string[]): Promise<void> {
    if (groups.length === 0) return
    const known = await this.#store.groups.find({ _id: { $in: [...groups] } }).lean()
    const unknown = groups.find((group) => !known.some(({ _id }) => _id === group))
    if (unknown !== undefined) throw new errors.KH_ERR_GROUP_NOT_FOUND(unknown)
  }
}
