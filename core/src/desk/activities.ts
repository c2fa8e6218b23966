import type { Clock } from '@kefuhub/contract'
import type { ActivityDoc, ActivityKind } from '../store/activity-model.js'
import { newId } from '../store/id.js'
import type { Store } from '../store/store.js'
import type { Bulletin } from './bulletin.js'

/** A note, or something that an agent did, in a conversation. */
export type ActivityView = Omit<ActivityDoc, '_id' | 'contact'> & { id: string }

/** What is to be taken note of. */
export interface NewActivity {
  conversation: { _id: string, contact: string }
  kind: ActivityKind
  by: { actor: string, name: string }
  text?: string
  agent?: string
  group?: string
}

/** The latest of a conversation that are read; far more than one ever has. */
const MAX_LISTED = 500
const MAX_NOTES = 50

const toView = ({ _id: id, contact, ...rest }: ActivityDoc): ActivityView => ({ id, ...rest })

/** What agents wrote and did among themselves. */
export class Activities {
  readonly #store: Store
  readonly #clock: Clock
  readonly #bulletin: Bulletin

  constructor (options: { store: Store, clock: Clock, bulletin: Bulletin }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#bulletin = options.bulletin
  }

  async add ({ conversation, kind, by, ...rest }: NewActivity): Promise<ActivityView> {
    const doc: ActivityDoc = {
      _id: newId(), conversation: conversation._id, contact: conversation.contact, at: new Date(this.#clock.now()), kind, by: by.actor, byName: by.name, ...rest
    }
    await this.#store.activities.create(doc)
    this.#bulletin.activity(doc.conversation, doc._id)
    return toView(doc)
  }

  /** The latest of a conversation, oldest first. */
  async list (conversation: string): Promise<ActivityView[]> {
    const found = await this.#store.activities.find({ conversation }).sort({ at: -1, _id: -1 }).limit(MAX_LISTED).lean<ActivityDoc[]>()
    return found.reverse().map(toView)
  }

  /** The latest notes on a contact, latest first. */
  async notes (contact: string): Promise<ActivityView[]> {
    const found = await this.#store.activities.find({ contact, kind: 'note' }).sort({ at: -1, _id: -1 }).limit(MAX_NOTES).lean<ActivityDoc[]>()
    return found.map(toView)
  }

  async find (ids: readonly string[]): Promise<ActivityView[]> {
    return (await this.#store.activities.find({ _id: { $in: [...ids] } }).lean<ActivityDoc[]>()).map(toView)
  }
}
