import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Clock, ContactView, FieldValue, Profile } from '@kefuhub/contract'
import { errors } from '../errors.js'
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

/** What is to be different of a contact. */
export interface ContactChange {
  name?: string
  language?: string
  /** E.164. */
  phones?: string[]
  emails?: string[]
  tags?: string[]
  fields?: Record<string, FieldValue>
}

/** In characters, as the contract bounds a sender's name. */
const MAX_NAME_LENGTH = 256

/** Phone numbers, and e-mail addresses, of one contact. */
const MAX_ADDRESSES = 20

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
  readonly #clock: Clock

  constructor (options: { store: Store, clock: Clock }) {
    this.#store = options.store
    this.#clock = options.clock
  }

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
    const update = { $setOnInsert: { name: shown, terms: termsOf(shown), alias: name === undefined, phones: [], emails: [], fields: {}, changed: {}, tags: [], createdAt: at, createdBy } }
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

  /** Names by id; contacts that are not there any more are left out. */
  async names (ids: readonly string[]): Promise<Map<string, string>> {
    const found = await this.#store.contacts.find({ _id: { $in: [...ids] } }).select({ name: 1 }).lean()
    return new Map(found.map(({ _id, name }) => [_id, name]))
  }

  /** Several at once, by their ids. */
  async views (ids: readonly string[]): Promise<Map<string, ContactView>> {
    const [contacts, identities] = await Promise.all([
      this.#store.contacts.find({ _id: { $in: [...ids] } }).lean<ContactDoc[]>(),
      this.#store.identities.find({ contact: { $in: [...ids] } }).lean<IdentityDoc[]>()
    ])
    return new Map(contacts.map((contact) => [contact._id, toContactView(contact, identities.filter((identity) => identity.contact === contact._id))]))
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
    const { phones = [], emails = [] } = profile
    if (phones.length + emails.length > 0) {
      const known = await this.#store.contacts.findById(contact).lean<ContactDoc>()
      if (known !== null) await this.change(contact, { phones: [...new Set([...known.phones ?? [], ...phones])].slice(0, MAX_ADDRESSES), emails: [...new Set([...known.emails ?? [], ...emails])].slice(0, MAX_ADDRESSES) })
    }
    if (profile.language !== undefined) {
      await this.#store.contacts.updateOne({ _id: contact, language: { $ne: profile.language } }, { $set: { language: profile.language, tell: newId() } })
    }
  }

  /**
   * Changes what is different, and says when. `null` in `fields` takes one away.
   * @throws KH_ERR_CONTACT_NOT_FOUND
   */
  async change (id: string, wish: ContactChange): Promise<ContactDoc> {
    const contact = await this.#store.contacts.findById(id).lean<ContactDoc>()
    if (contact === null) throw new errors.KH_ERR_CONTACT_NOT_FOUND(id)
    const { fields = {}, ...parts } = wish
    const now = new Date(this.#clock.now())
    const set: Record<string, unknown> = {}
    const unset: Record<string, 1> = {}
    const changed: Record<string, Date> = {}
    for (const [part, value] of Object.entries(parts)) {
      if (isDeepStrictEqual(value, contact[part as keyof typeof parts] ?? [])) continue
      set[part] = value
      changed[`changed.${part}`] = now
      if (part === 'name') Object.assign(set, { terms: termsOf(value as string), alias: false })
    }
    for (const [name, value] of Object.entries(fields)) {
      if ((contact.fields?.[name] ?? null) === value) continue
      if (value === null) unset[`fields.${name}`] = 1
      else set[`fields.${name}`] = value
      // Dots would be paths.
      changed[`changed.fields:${name}`] = now
    }
    if (Object.keys(changed).length === 0) return contact
    return await this.#store.contacts.findOneAndUpdate({ _id: id },
      { $set: { ...set, ...changed, tell: newId() }, ...(Object.keys(unset).length > 0 && { $unset: unset }) }, { returnDocument: 'after', lean: true }).orFail()
  }

  /** The contacts that have a phone number or an e-mail address, at most 10. */
  async findBy (by: { phone: string } | { email: string }): Promise<ContactDoc[]> {
    // The second condition of each lets the partial index answer.
    const find = 'phone' in by
      ? this.#store.contacts.find({ phones: by.phone, 'phones.0': { $exists: true } })
      : this.#store.contacts.find({ emails: by.email, 'emails.0': { $exists: true } })
    return await find.limit(10).lean<ContactDoc[]>()
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
      await this.#inherit(oldest, contact)
      await this.#removeIfUnknown(contact)
    }
    return oldest
  }

  /** What is known of the one stays known of the other. */
  async #inherit (heir: string, from: string): Promise<void> {
    const contact = await this.#store.contacts.findById(from).lean<ContactDoc>()
    const { phones = [], emails = [] } = contact ?? {}
    if (phones.length + emails.length > 0) await this.#store.contacts.updateOne({ _id: heir }, { $addToSet: { phones: { $each: phones }, emails: { $each: emails } } })
  }

  async #markChanged (contact: string): Promise<void> {
    await this.#store.contacts.updateOne({ _id: contact }, { $set: { tell: newId() } })
  }

  /** A contact whose last identity moved away is nobody any more. */
  async #removeIfUnknown (contact: string): Promise<void> {
    if (await this.#store.identities.exists({ contact }) === null) await this.#store.contacts.deleteOne({ _id: contact })
  }
}
