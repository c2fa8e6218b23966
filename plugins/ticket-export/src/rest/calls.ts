import { isDeliveryError, Uncertain } from '@kefuhub/contract'
import { Mapping, Pager, RequestTemplater, type PageMark, type Paging, type RequestTemplate, type Rest, type RestRequest, type RestResponse } from '@kefuhub/contract/rest'

/** Values that templates and expressions speak of. */
export type Values = Record<string, unknown>

/** A call of the config whose answer holds one record. */
export class OneCall {
  readonly #rest: Rest
  readonly #templater: RequestTemplater
  readonly #answer: Mapping | undefined
  readonly #isRead: boolean

  /** @param names that may stand in it @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, { request, answer }: { request: RequestTemplate, answer?: string }, names: readonly string[], place: string) {
    this.#rest = rest
    this.#templater = new RequestTemplater(request, names, `${place}/request`)
    this.#answer = answer === undefined ? undefined : new Mapping(answer, `${place}/answer`)
    this.#isRead = request.method === 'GET'
  }

  /** @returns the record; undefined where there is none. @throws what the call throws */
  async make (values: Values, more: Partial<RestRequest> = {}): Promise<unknown> {
    const request = await this.#templater.fill(values)
    const response = await this.#rest.request({ ...request, ...more, headers: { ...request.headers, ...more.headers } })
    if (response.status === 404) return undefined
    return this.#isRead ? this.#recordOf(response) : inDoubt(() => this.#recordOf(response))
  }

  async #recordOf ({ body }: RestResponse): Promise<unknown> { return this.#answer === undefined ? body : this.#answer.evaluate(body) }
}

/** A call of the config whose answer holds a list. */
export class ListCall {
  readonly #rest: Rest
  readonly #templater: RequestTemplater
  readonly #pager: Pager

  /** @param names that may stand in it @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, { request, ...paging }: { request: RequestTemplate } & Paging, names: readonly string[], place: string) {
    this.#rest = rest
    this.#templater = new RequestTemplater(request, names, `${place}/request`)
    this.#pager = new Pager(paging, place)
  }

  /** One page. A list that is not there is empty. */
  async page (values: Values, mark?: PageMark): Promise<{ items: unknown[], next?: PageMark }> {
    // Some systems search with POST; what they are asked changes nothing.
    const request = { ...await this.#templater.fill(values), isWrite: false, accept404: true }
    const { items, next, response } = await this.#pager.read(this.#rest, request, mark)
    if (response.status === 404) return { items: [] }
    return { items, ...(next !== undefined && { next }) }
  }

  /** All pages. @param most records that are read */
  async all (values: Values, most: number): Promise<unknown[]> {
    const items: unknown[] = []
    let mark: PageMark | undefined
    do {
      const page = await this.page(values, mark)
      items.push(...page.items)
      mark = page.next
    } while (mark !== undefined && items.length < most)
    return items.slice(0, most)
  }
}

/** What was done is not undone by an answer that does not fit the config. @throws Uncertain in place of Rejected */
export async function inDoubt<T> (work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isDeliveryError(error) && error.verdict === 'rejected') throw new Uncertain(error.message, { cause: error })
    throw error
  }
}
