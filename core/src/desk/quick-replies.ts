import { errors } from '../errors.js'
import { newId } from '../store/id.js'
import type { QuickReplyDoc } from '../store/quick-reply-model.js'
import type { Store } from '../store/store.js'
import { refuseTaken } from './unique-name.js'

/** A text that agents send often. */
export interface QuickReplyView { id: string, shortcut: string, text: string }

const MAX_LISTED = 1000

const toView = ({ _id: id, shortcut, text }: QuickReplyDoc): QuickReplyView => ({ id, shortcut, text })

/** The texts that agents send often. */
export class QuickReplies {
  readonly #store: Store

  constructor (store: Store) { this.#store = store }

  /** By shortcut. */
  async list (): Promise<QuickReplyView[]> {
    const found = await this.#store.quickReplies.find({ shortcut: { $gt: '' } }).sort({ shortcut: 1 }).limit(MAX_LISTED).lean<QuickReplyDoc[]>()
    return found.map(toView)
  }

  /** @throws KH_ERR_NAME_TAKEN */
  async create (reply: Omit<QuickReplyView, 'id'>): Promise<QuickReplyView> {
    const doc = { _id: newId(), ...reply }
    await refuseTaken(reply.shortcut, () => this.#store.quickReplies.create(doc))
    return toView(doc)
  }

  /** @throws KH_ERR_QUICK_REPLY_NOT_FOUND, KH_ERR_NAME_TAKEN */
  async change (id: string, change: Partial<Omit<QuickReplyView, 'id'>>): Promise<QuickReplyView> {
    let doc: QuickReplyDoc | null = null
    await refuseTaken(change.shortcut ?? id, async () => {
      doc = await this.#store.quickReplies.findOneAndUpdate({ _id: id }, { $set: change }, { returnDocument: 'after', lean: true })
    })
    if (doc === null) throw new errors.KH_ERR_QUICK_REPLY_NOT_FOUND(id)
    return toView(doc)
  }

  /** @throws KH_ERR_QUICK_REPLY_NOT_FOUND */
  async remove (id: string): Promise<void> {
    const { deletedCount } = await this.#store.quickReplies.deleteOne({ _id: id })
    if (deletedCount === 0) throw new errors.KH_ERR_QUICK_REPLY_NOT_FOUND(id)
  }
}
