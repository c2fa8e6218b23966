import { textAt } from '../tickets/foreign.js'
import type { Mark } from '../tickets/marks.js'
import type { Options } from './options.js'
import type { ZammadRecord } from './record.js'

/** Where the hub's key of a ticket stands in Zammad, and how it is found there. */
export interface Marking {
  /** The title of a ticket. @param subject of one line */
  title (subject: string, mark: Mark): string
  /** What else a new ticket gets. */
  attributes (key: string): Record<string, string>
  /** For the search. */
  query (key: string, mark: Mark): string
  carries (record: ZammadRecord, key: string, mark: Mark): boolean
  /** Whether the hub made the ticket, as far as it shows. */
  isOurs (record: ZammadRecord): boolean
}

/** The marking that the options ask for. */
export function markingOf ({ mark, attribute }: Options): Marking {
  return mark === 'title' ? BY_TITLE : byAttribute(attribute)
}

const BY_TITLE: Marking = {
  title: (subject, mark) => `${subject} [${mark}]`,
  attributes: () => ({}),
  query: (_key, mark) => `title:"${mark}"`,
  carries: ({ title }, _key, mark) => title.includes(mark),
  isOurs: ({ title }) => /\[hub-k-[0-9a-f]{16}\]/.test(title)
}

function byAttribute (attribute: string): Marking {
  return {
    title: (subject) => subject,
    attributes: (key) => ({ [attribute]: key }),
    query: (key) => `${attribute}:${quoted(key)}`,
    carries: ({ raw }, key) => textAt(raw, attribute) === key,
    // A call that does not show the attribute may still be about a ticket of ours.
    isOurs: ({ raw }) => textAt(raw, attribute) !== undefined || !Object.hasOwn(raw as object, attribute)
  }
}

function quoted (text: string): string { return `"${text.replace(/["\\]/g, '\\$&')}"` }
