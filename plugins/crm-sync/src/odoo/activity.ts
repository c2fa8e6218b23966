import { Rejected, Uncertain, type CrmActivity } from '@kefuhub/contract'
import { activityMark, activityParagraphs, shorten } from '../activity-text.js'
import { cleanText } from '../contact-values.js'
import { Lane } from '../lane.js'
import { recordsOf, type OdooApi } from './api.js'
import { escapePattern } from './domain.js'
import { toNumbers } from './partners.js'

const MAX_SUMMARY = 50_000
const MAX_SUBJECT = 500

/** Keeps activities as notes on partners. The id of each stands in its text, by which it is found again. */
export class Activities {
  readonly #api: OdooApi
  readonly #lane = new Lane()

  constructor (api: OdooApi) { this.#api = api }

  /** @throws Uncertain when it is not known whether the note is there */
  log (activity: CrmActivity): Promise<void> {
    return this.#lane.run(activity.id, async () => {
      const [partnerId] = toNumbers([activity.contactId])
      if (partnerId === undefined) throw new Rejected('This is no id of a partner in Odoo')
      const mark = activityMark(activity.id)
      if (await this.#isThere(partnerId, mark)) return
      try {
        await this.#post(partnerId, activity)
      } catch (error) {
        if (!(error instanceof Uncertain) || !await this.#isThere(partnerId, mark).catch(() => false)) throw error
      }
    })
  }

  async #isThere (partnerId: number, mark: string): Promise<boolean> {
    const domain = [['model', '=', 'res.partner'], ['res_id', '=', partnerId], ['body', 'ilike', escapePattern(mark)]]
    const { result } = await this.#api.call({ model: 'mail.message', method: 'search_read', args: { domain, fields: ['body'], limit: 10 } })
    // The search does not tell capital letters from small ones.
    return recordsOf(result).some(({ body }) => String(body).includes(mark))
  }

  async #post (partnerId: number, activity: CrmActivity): Promise<void> {
    const [summary = '', ...lines] = activityParagraphs(activity, MAX_SUMMARY)
    const body = [
      `<p><strong>${toHtml(shorten(cleanText(activity.subject), MAX_SUBJECT))}</strong></p>`,
      `<p>${toHtml(summary)}</p>`,
      `<p>${lines.map(toHtml).join('<br>')}</p>`
    ].join('')
    const isHtml = await this.#api.hasMarkup()
    await this.#api.call({
      model: 'res.partner',
      method: 'message_post',
      ids: [partnerId],
      args: { body, message_type: 'comment', subtype_xmlid: 'mail.mt_note', ...(isHtml && { body_is_html: true }) },
      isWrite: true
    })
  }
}

function toHtml (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replace(/\r?\n/g, '<br>')
}
