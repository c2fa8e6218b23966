import { Type, type Static } from 'typebox'
import { Rejected } from '../errors.js'
import { Mapping, expression } from './mapping.js'
import type { RestRequest, RestResponse } from './request.js'
import type { Rest } from './rest.js'

const closed = { additionalProperties: false } as const
const param = (description: string) => Type.String({ minLength: 1, maxLength: 128, description })

/** How a list in the config is read page by page. */
export const Paging = Type.Object({
  items: expression('JSONata from the answer to the list of records'),
  next: Type.Optional(Type.Object({
    page: Type.Optional(Type.Object({
      param: param('Parameter that holds the number of the page'),
      first: Type.Integer({ minimum: 0, maximum: 1, default: 1, description: 'Number of the first page' })
    }, { ...closed, description: 'Pages have numbers; an empty page is the last' })),
    cursor: Type.Optional(Type.Object({
      from: expression('JSONata from the answer to the cursor of the next page; nothing on the last one'),
      param: param('Parameter that takes the cursor')
    }, { ...closed, description: 'Every page names the next' })),
    offset: Type.Optional(Type.Object({
      param: param('Parameter that holds how many records to skip'),
      limitParam: Type.Optional(param('Parameter that takes the size of a page')),
      size: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Records of a full page; a shorter one is the last' })
    }, { ...closed, description: 'Records are counted' })),
    link: Type.Optional(Type.Literal(true, { description: 'The Link header names the next page (rel=next)' }))
  }, { ...closed, minProperties: 1, maxProperties: 1, description: 'How the next page is asked for: one of page, cursor, offset, link; absent: there is one page' }))
}, { ...closed, description: 'How a list is read' })
/** How a list in the config is read page by page. */
export type Paging = Static<typeof Paging>

/** Where in a list a reader is; plain JSON. */
export type PageMark = string | number

/** One page of a list. */
export interface Page {
  items: unknown[]
  /** Absent on the last page. */
  next?: PageMark
  response: RestResponse
}

const MOST_ITEMS = 10_000
const LONGEST_MARK = 2048

/** Reads lists as the config describes them, one page at a time. */
export class Pager {
  readonly #paging: Paging
  readonly #items: Mapping
  readonly #cursor: Mapping | undefined
  readonly #place: string

  /** @param place where it stands in the config, for messages @throws KH_ERR_REST_EXPRESSION */
  constructor (paging: Paging, place: string) {
    this.#paging = paging
    this.#place = place
    this.#items = new Mapping(paging.items, `${place}/items`)
    const from = paging.next?.cursor?.from
    this.#cursor = from === undefined ? undefined : new Mapping(from, `${place}/next/cursor/from`)
  }

  /**
   * Reads one page. @param mark absent: the first page
   * @throws what the call throws; Rejected when the answer does not fit the config
   */
  async read (rest: Rest, request: RestRequest, mark?: PageMark): Promise<Page> {
    const response = await rest.request(this.#address(request, mark))
    const found = await this.#items.evaluate(response.body)
    const items = found === undefined || found === null ? [] : Array.isArray(found) ? found : [found]
    if (items.length > MOST_ITEMS) throw new Rejected(`${this.#place}/items gave more than ${MOST_ITEMS} records at once; ask for smaller pages`)
    const next = await this.#next(response, items.length, mark)
    return { items, response, ...(next !== undefined && next !== mark && { next }) }
  }

  #address (request: RestRequest, mark: PageMark | undefined): RestRequest {
    const { page, cursor, offset, link } = this.#paging.next ?? {}
    if (link === true) return mark === undefined ? request : { ...request, path: String(mark), query: {} }
    const query = { ...request.query }
    if (page !== undefined) query[page.param] = mark ?? page.first
    if (cursor !== undefined && mark !== undefined) query[cursor.param] = mark
    if (offset !== undefined) {
      query[offset.param] = mark ?? 0
      if (offset.limitParam !== undefined) query[offset.limitParam] = offset.size
    }
    return { ...request, query }
  }

  async #next (response: RestResponse, count: number, mark: PageMark | undefined): Promise<PageMark | undefined> {
    const { page, offset, link } = this.#paging.next ?? {}
    if (link === true) return nextLink(response.headers.get('link') ?? '')
    if (page !== undefined) return count === 0 ? undefined : Number(mark ?? page.first) + 1
    if (offset !== undefined) return count < offset.size ? undefined : Number(mark ?? 0) + count
    const cursor = await this.#cursor?.evaluate(response.body)
    const isUsable = (typeof cursor === 'string' && cursor !== '' && cursor.length <= LONGEST_MARK) || typeof cursor === 'number'
    return isUsable ? cursor : undefined
  }
}

/** The address of the next page. @see RFC 8288 */
function nextLink (header: string): string | undefined {
  for (const [, address, parameters = ''] of header.slice(0, 4 * LONGEST_MARK).matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (/;\s*rel="?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:[;,]|$)/i.test(parameters)) return address
  }
  return undefined
}
