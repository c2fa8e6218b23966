import { Rejected, Uncertain, type CrmActivity } from '@kefuhub/contract'
import { activityKey, activityMark, activityParagraphs, shorten } from '../activity-text.js'
import { cleanText } from '../contact-values.js'
import { Lane } from '../lane.js'
import type { SalesforceApi } from './api.js'
import { LENGTHS } from './facts.js'
import type { Options } from './options.js'
import { isId, quoteText } from './soql.js'

/** Several records have the same external id: the vendor changes none. */
const SEVERAL = 300

/** Keeps activities as tasks that are done. */
export class Activities {
  readonly #api: SalesforceApi
  readonly #options: Options
  readonly #lane = new Lane()

  constructor (api: SalesforceApi, options: Options) {
    this.#api = api
    this.#options = options
  }

  /** @throws Uncertain when it is not known whether the task is there */
  log (activity: CrmActivity): Promise<void> {
    return this.#lane.run(activity.id, async () => {
      if (!isId(activity.contactId)) throw new Rejected('This is no id of a contact in Salesforce')
      if (await this.#isThere(activity)) return
      try {
        await this.#write(activity)
      } catch (error) {
        if (!(error instanceof Uncertain) || !await this.#isThere(activity).catch(() => false)) throw error
      }
    })
  }

  /** Deleted ones count: who deleted the task does not want it again. */
  async #isThere ({ id, contactId, at }: CrmActivity): Promise<boolean> {
    const { activityIdField } = this.#options
    if (activityIdField !== undefined) {
      const { records } = await this.#api.query(`SELECT Id FROM Task WHERE ${activityIdField} = ${quoteText(activityKey(id))} LIMIT 1`, true)
      return records.length > 0
    }
    // Comments cannot be searched by a query: the day and the contact leave few tasks to look through.
    const { records } = await this.#api.query(`SELECT Id, Description FROM Task WHERE WhoId = ${quoteText(contactId)} AND ActivityDate = ${dayOf(at)}`, true)
    return records.some(({ Description: text }) => typeof text === 'string' && text.includes(activityMark(id)))
  }

  async #write (activity: CrmActivity): Promise<void> {
    const { activityIdField, taskStatus } = this.#options
    const task = {
      WhoId: activity.contactId,
      Subject: shorten(cleanText(activity.subject), LENGTHS.subject),
      Description: activityParagraphs(activity, LENGTHS.description).join('\n'),
      Status: taskStatus,
      ActivityDate: dayOf(activity.at)
    }
    if (activityIdField === undefined) await this.#api.request({ method: 'POST', path: '/sobjects/Task', body: task })
    else await this.#api.request({ method: 'PATCH', path: `/sobjects/Task/${activityIdField}/${activityKey(activity.id)}`, body: task, accept: [SEVERAL] })
  }
}

function dayOf (at: Date): string { return at.toISOString().slice(0, 10) }
