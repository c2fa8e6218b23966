import { errors } from '../errors.js'
import { newId } from '../store/id.js'
import type { Store } from '../store/store.js'
import { refuseTaken } from './unique-name.js'

/** Agents who can do the same. */
export interface GroupView { id: string, name: string }

const MAX_LISTED = 500

/** The groups of agents. */
export class Groups {
  readonly #store: Store

  constructor (store: Store) { this.#store = store }

  /** By name. */
  async list (): Promise<GroupView[]> {
    const found = await this.#store.groups.find({ name: { $gt: '' } }).sort({ name: 1 }).limit(MAX_LISTED).lean()
    return found.map(({ _id: id, name }) => ({ id, name }))
  }

  /** @throws KH_ERR_GROUP_NOT_FOUND */
  async check (id: string): Promise<void> {
    if (await this.#store.groups.findById(id).lean() === null) throw new errors.KH_ERR_GROUP_NOT_FOUND(id)
  }

  /** @throws KH_ERR_NAME_TAKEN */
  async create (name: string): Promise<GroupView> {
    const id = newId()
    await refuseTaken(name, () => this.#store.groups.create({ _id: id, name }))
    return { id, name }
  }

  /** @throws KH_ERR_GROUP_NOT_FOUND, KH_ERR_NAME_TAKEN */
  async rename (id: string, name: string): Promise<GroupView> {
    await this.check(id)
    await refuseTaken(name, () => this.#store.groups.updateOne({ _id: id }, { $set: { name } }))
    return { id, name }
  }

  /** Its agents stay; conversations that wait for it wait for anybody. @throws KH_ERR_GROUP_NOT_FOUND */
  async remove (id: string): Promise<void> {
    await this.check(id)
    await this.#store.agents.updateMany({ createdAt: { $gt: new Date(0) }, groups: id }, { $pull: { groups: id } })
    await this.#store.conversations.updateMany({ group: id }, { $unset: { group: 1 } })
    await this.#store.groups.deleteOne({ _id: id })
  }
}
