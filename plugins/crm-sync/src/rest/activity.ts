import { Rejected, type CrmActivity, type CursorStore } from '@kefuhub/contract'
import type { Rest } from '@kefuhub/contract/rest'
import { shorten } from '../activity-text.js'
import { cleanText } from '../contact-values.js'
import { Lane } from '../lane.js'
import { Call } from './call.js'
import type { Options } from './options.js'

const NAMES = ['id', 'contactId', 'kind', 'subject', 'summary', 'tags', 'at', 'url']
const MAX_SUMMARY = 60_000

/** Keeps activities as the config says, each once. */
export class ActivityLog {
  readonly #cursors: CursorStore
  readonly #write: Call | undefined
  readonly #find: Call | undefined
  readonly #lane = new Lane()

  /** @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, cursors: CursorStore, activity: Options['activity'], place: string) {
    this.#cursors = cursors
    this.#write = activity && new Call(rest, activity, NAMES, { name: 'result', expression: undefined }, place)
    this.#find = activity?.find && new Call(rest, activity.find, NAMES, { name: 'items', expression: activity.find.items }, `${place}/find`)
  }

  log (activity: CrmActivity): Promise<void> { return this.#lane.run(activity.id, () => this.#log(activity)) }

  async #log (activity: CrmActivity): Promise<void> {
    if (this.#write === undefined) throw new Rejected('The config describes no call that keeps activities; add activity')
    const key = `activity:${activity.id}`
    if (await this.#cursors.get(key) !== undefined) return
    const { id, contactId, kind, subject, summary, tags, at, url } = activity
    const variables = {
      id, contactId, kind, subject: cleanText(subject), summary: shorten(cleanText(summary), MAX_SUMMARY), tags, at: at.toISOString(), ...(url !== undefined && { url })
    }
    const isThere = (await this.#find?.list(variables) ?? []).length > 0
    if (!isThere) await this.#write.send(variables)
    await this.#cursors.set(key, 'written')
  }
}
