import { createHash } from 'node:crypto'
import { Retryable, type CrmActivity, type PluginHub } from '@kefuhub/contract'
import { shorten } from '../activity-text.js'
import { cleanText } from '../contact-values.js'
import { Lane } from '../lane.js'
import type { Api } from './api.js'
import { MAX_NOTE, NOTE_TO_CONTACT } from './facts.js'
import type { Options } from './options.js'

const UNDER_WAY = 'writing:'

/** Keeps activities as notes, each once. */
export class Notes {
  readonly #hub: Pick<PluginHub, 'cursors' | 'clock'>
  readonly #api: Api
  readonly #lagMs: number
  readonly #lane = new Lane()

  constructor (hub: Pick<PluginHub, 'cursors' | 'clock'>, api: Api, { searchLagMs }: Options) {
    this.#hub = hub
    this.#api = api
    this.#lagMs = searchLagMs
  }

  /**
   * Writes a note unless it was written. After a write whose answer got lost the note is looked for; search may not show it for a while,
   * and until then nothing is written.
   */
  log (activity: CrmActivity): Promise<void> { return this.#lane.run(activity.id, () => this.#log(activity)) }

  async #log (activity: CrmActivity): Promise<void> {
    const { cursors, clock } = this.#hub
    const mark = markOf(activity.id)
    const key = `note:${mark}`
    const known = await cursors.get(key)
    if (known !== undefined && !known.startsWith(UNDER_WAY)) return
    const found = await this.#find(mark)
    if (found !== undefined) return await cursors.set(key, found)
    if (known !== undefined) {
      const leftMs = Number(known.slice(UNDER_WAY.length)) + this.#lagMs - clock.now()
      if (leftMs > 0) throw new Retryable('The answer to writing the note got lost, and search may not show the note yet', { afterMs: leftMs })
    }
    await cursors.set(key, UNDER_WAY + String(clock.now()))
    const id = await this.#api.createNote(
      { hs_timestamp: activity.at.toISOString(), hs_note_body: toHtml(activity, mark) },
      [{ to: { id: activity.contactId }, types: [NOTE_TO_CONTACT] }]
    )
    await cursors.set(key, id)
  }

  async #find (mark: string): Promise<string | undefined> {
    const { results } = await this.#api.search('notes', {
      filterGroups: [{ filters: [{ propertyName: 'hs_note_body', operator: 'CONTAINS_TOKEN', value: mark }] }],
      properties: ['hs_note_body'],
      limit: 1
    })
    return results.find(({ properties }) => properties['hs_note_body']?.includes(mark))?.id
  }
}

/** A word of letters and digits only, so that search takes it whole. */
function markOf (activityId: string): string {
  return `kefuhub${createHash('sha256').update(activityId).digest('hex').slice(0, 24)}`
}

/** The body of a note. The mark stands at its end. */
function toHtml ({ subject, summary, tags, url }: CrmActivity, mark: string): string {
  const head = `<p><strong>${escapeHtml(shorten(subject, 1000))}</strong></p>`
  const links = url === undefined ? '' : `<p><a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>`
  const tail = `${tags.length === 0 ? '' : `<p>${escapeHtml(shorten(tags.join(', '), 2000))}</p>`}${links}<p>${mark}</p>`
  let words = cleanText(summary)
  // Escaping makes a text up to six times as long.
  for (let room = MAX_NOTE - head.length - tail.length - 7; escapeHtml(words).length > room;) words = shorten(words, Math.floor(words.length * 0.8))
  return `${head}<p>${escapeHtml(words)}</p>${tail}`
}

function escapeHtml (text: string): string {
  return cleanText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replace(/\r?\n/g, '<br>')
}
