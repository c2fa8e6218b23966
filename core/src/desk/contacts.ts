import { createHash } from 'node:crypto'
import type { ContactView, Profile } from '@kefuhub/contract'
import { newId } from '../store/id.js'
import { unlessRaced } from '../store/bulk.js'
import type { ContactDoc } from '../store/contact-model.js'
import type { IdentityDoc } from '../store/identity-model.js'
import type { Store } from '../store/store.js'
import { termsOf } from './name-terms.js'
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

/** In characters, as the contract bounds a sender's name. */
const MAX_NAME_LENGTH = 256

/** Writes what is not there yet, and reads it either way. */
const UPSERT = { upsert: true, returnDocument: 'after', lean: true } as const

/** A name for somebody who told none, always the same for the same person: `客户 3F7A`. */
function makeAlias (key: string): string {
  return `客户 ${createHash('sha256').update(key).digest('hex').slice(0, 4).toUpperCase()}`
}

/** A name that says something: platforms that hide it may give an empty one. */
function toName (name: string | undefined): string | undefined {
  return name?.trim().slice(0, MAX_NAME_LENGTH) || undefined
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
    const given = toName(sender.name)
    const identity = await this.#ensureIdentity(sender, given)
    const name = identity.name ?? given
    const shown = name ?? makeAlias(sender.key)
    const update = { $setOnInsert: { name: shown, terms: termsOf(shown), alias: name === undefined, tags: [], createdAt: at, createdBy } }
    return await unlessRaced(() => this.#store.contacts.findOneAndUpdate({ _id: identity.contact }, update, UPSERT).orFail())
  }

  /** @returns undefined also for a contact that was merged into another one */
  async find (id: string): Promise<ContactDoc | undefined> {
    return await this.#store.native.contacts.findOne({ _id: id }) ?? undefined
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
    const name = toName(profile.name)
    const identity = await this.#store.identities.findOneAndUpdate({ _id: key }, {
      $set: {
        ...(name !== undefined && { name }),
        ...(profile.avatarUrl !== undefined && { avatarUrl: profile.avatarUrl }),
        ...(profile.reachable !== undefined && { reachable: profile.reachable }),
        ...(profile.mergeKeys !== undefined && { mergeKeys: profile.mergeKeys })
      }
    }, { returnDocument: 'after', lean: true })
    if (identity === null) return
    const contact = profile.mergeKeys === undefined || profile.mergeKeys.length === 0 ? identity.contact : await this.#merge(identity, profile.mergeKeys)
    if (name !== undefined) {
      await this.#store.contacts.updateOne({ _id: contact, alias: true }, { $set: { name, terms: termsOf(name), alias: false, tell: newId() } })
    }
    if (profile.language !== undefined) {
      await this.#store.contacts.updateOne({ _id: contact, language: { $ne: profile.language } }, { $set: { language: profile.language, tell: newId() } })
    }
  }

  async #ensureIdentity (sender: Sender, name: string | undefined): Promise<IdentityDoc> {
    const update = {
      $setOnInsert: {
        channel: sender.channel,
        externalId: sender.externalId,
        contact: newId(),
        reachable: true,
        ...(name !== undefined && { name })
      }
    }
    return await unlessRaced(() => this.#store.identities.findOneAndUpdate({ _id: sender.key }, update, UPSERT).orFail())
  }

  /**
   * Gives all identities that share a merge key to the oldest of their contacts. A run that died is run again: what still
   * has to move is found by the identity, which therefore moves last.
   * @returns the contact that the identity has now
   */
  async #merge (identity: IdentityDoc, mergeKeys: string[]): Promise<string> {
    const sharing = await this.#store.identities.find({ mergeKeys: { $in: mergeKeys } }).lean<IdentityDoc[]>()
    const all = [identity, ...sharing.filter((entry) => entry._id !== identity._id)]
    const [oldest = identity.contact] = all.map((entry) => entry.contact).sort()
    for (const { _id, contact } of all.filter((entry) => entry.contact !== oldest)) {
      await this.#markChanged(oldest)
      await this.#store.threads.updateOne({ _id, contact: { $exists: true } }, { $set: { contact: oldest } })
      await this.#store.conversations.updateMany({ contact, thread: _id }, { $set: { contact: oldest } })
      await this.#store.identities.updateOne({ _id }, { $set: { contact: oldest } })
      await this.#markChanged(oldest)
      await this.#removeIfUnknown(contact)
    }
    return oldest
  }

  async #markChanged (contact: string): Promise<void> {
    await this.#store.contacts.updateOne({ _id: contact }, { $set: { tell: newId() } })
  }

  /** A contact whose last identity moved away is nobody any more. */
  async #removeIfUnknown (contact: string): Promise<void> {
    if (await this.#store.identities.exists({ contact }) === null) await this.#store.contacts.deleteOne({ _id: contact })
  }
}
