import { createHash } from 'node:crypto'
import type { ContactView, Profile } from '@kefuhub/contract'
import { newId } from '../store/id.js'
import { isDuplicate } from '../store/bulk.js'
import type { ContactDoc } from '../store/contact-model.js'
import type { IdentityDoc } from '../store/identity-model.js'
import type { Store } from '../store/store.js'
import { readPage, type Page } from './page.js'
import { toContactView } from './views.js'

/** Who wrote, as the channel says. */
export interface Sender {
  /** The thread's key, `channel:externalId`. */
  key: string
  channel: string
  externalId: string
  name?: string
}

/** A name for somebody who told none, always the same for the same person: `客户 3F7A`. */
function makeAlias (key: string): string {
  return `客户 ${createHash('sha256').update(key).digest('hex').slice(0, 4).toUpperCase()}`
}

/** Customers and who they are on each channel. */
export class Contacts {
  readonly #store: Store

  constructor (store: Store) { this.#store = store }

  /**
   * The contact behind a sender, made when nobody knows them. Every step may run again: the identity decides the
   * contact's id once and for all, and only then is the contact written.
   * @param createdBy the message that made the hub know them
   */
  async ensure (sender: Sender, createdBy: string, at: Date): Promise<ContactDoc> {
    const identity = await this.#ensureIdentity(sender)
    const name = identity.name ?? sender.name
    await this.#store.contacts.updateOne({ _id: identity.contact }, {
      $setOnInsert: { name: name ?? makeAlias(sender.key), alias: name === undefined, tags: [], createdAt: at, createdBy }
    }, { upsert: true })
    return this.get(identity.contact)
  }

  async get (id: string): Promise<ContactDoc> {
    return await this.#store.contacts.findById(id).orFail().lean<ContactDoc>()
  }

  async view (id: string): Promise<ContactView | undefined> {
    const [contact, identities] = await Promise.all([
      this.#store.contacts.findById(id).lean<ContactDoc>(),
      this.#store.identities.find({ contact: id }).lean<IdentityDoc[]>()
    ])
    return contact === null ? undefined : toContactView(contact, identities)
  }

  /** Newest first. @throws KH_ERR_API_CURSOR */
  async list (query: { cursor?: string, limit: number }): Promise<Page<ContactView>> {
    const page = await readPage<ContactDoc>(query, 'createdAt', (filter, sort, limit) =>
      this.#store.contacts.find(filter).sort(sort).limit(limit).lean<ContactDoc[]>())
    const identities = await this.#store.identities.find({ contact: { $in: page.items.map((item) => item._id) } }).lean<IdentityDoc[]>()
    return {
      ...page,
      items: page.items.map((item) => toContactView(item, identities.filter((identity) => identity.contact === item._id)))
    }
  }

  /** Takes over what a platform tells of a customer. Does nothing for somebody the hub does not know. */
  async applyProfile (key: string, profile: Profile): Promise<void> {
    const identity = await this.#store.identities.findOneAndUpdate({ _id: key }, {
      $set: {
        ...(profile.name !== undefined && { name: profile.name }),
        ...(profile.avatarUrl !== undefined && { avatarUrl: profile.avatarUrl }),
        ...(profile.reachable !== undefined && { reachable: profile.reachable }),
        ...(profile.mergeKeys !== undefined && { mergeKeys: profile.mergeKeys })
      }
    }, { returnDocument: 'after', lean: true })
    if (identity === null) return
    if (profile.mergeKeys !== undefined && profile.mergeKeys.length > 0) await this.#merge(identity, profile.mergeKeys)
    if (profile.name !== undefined) {
      await this.#store.contacts.updateOne({ _id: identity.contact, alias: true }, { $set: { name: profile.name, alias: false, tell: newId() } })
    }
    if (profile.language !== undefined) {
      await this.#store.contacts.updateOne({ _id: identity.contact }, { $set: { language: profile.language, tell: newId() } })
    }
  }

  async #ensureIdentity (sender: Sender): Promise<IdentityDoc> {
    const update = {
      $setOnInsert: {
        channel: sender.channel,
        externalId: sender.externalId,
        contact: newId(),
        reachable: true,
        ...(sender.name !== undefined && { name: sender.name })
      }
    }
    const run = () => this.#store.identities.findOneAndUpdate({ _id: sender.key }, update, { upsert: true, returnDocument: 'after', lean: true }).orFail()
    try {
      return await run()
    } catch (error) {
      // Two upserts of one key at the same time: the loser finds what the winner wrote.
      if (isDuplicate(error)) return await run()
      throw error
    }
  }

  /** Makes an identity point to the oldest contact that shares a merge key with it. */
  async #merge (identity: IdentityDoc, mergeKeys: string[]): Promise<void> {
    const others = await this.#store.identities.find({ mergeKeys: { $in: mergeKeys } }).lean<IdentityDoc[]>()
    const [oldest] = [identity, ...others].map((entry) => entry.contact).sort()
    if (oldest === undefined) return
    const moved = [identity, ...others].filter((entry) => entry.contact !== oldest)
    for (const entry of moved) {
      await this.#store.identities.updateOne({ _id: entry._id }, { $set: { contact: oldest } })
      await this.#store.threads.updateOne({ _id: entry._id, contact: { $exists: true } }, { $set: { contact: oldest } })
      await this.#store.conversations.updateMany({ contact: entry.contact }, { $set: { contact: oldest } })
      await this.#removeIfUnknown(entry.contact)
    }
    if (moved.length > 0) await this.#store.contacts.updateOne({ _id: oldest }, { $set: { tell: newId() } })
  }

  /** A contact whose last identity moved away is nobody any more. */
  async #removeIfUnknown (contact: string): Promise<void> {
    if (await this.#store.identities.exists({ contact }) === null) await this.#store.contacts.deleteOne({ _id: contact })
  }
}
