import { Mapping, RequestTemplater, type Rest, type RequestTemplate, type RestResponse } from '@kefuhub/contract/rest'

/** What is taken from an answer. */
export interface Result {
  /** How the config calls it. */
  name: string
  /** JSONata; default: the whole answer. */
  expression: string | undefined
}

/** A call of the config that gives something. */
export class Call {
  readonly #rest: Rest
  readonly #templater: RequestTemplater
  readonly #result: Mapping

  /**
   * @param names what the call may speak of
   * @param place where it stands in the config
   * @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION
   */
  constructor (rest: Rest, template: RequestTemplate, names: readonly string[], result: Result, place: string) {
    this.#rest = rest
    this.#templater = new RequestTemplater(template, names, place)
    this.#result = new Mapping(result.expression ?? '$', `${place}/${result.name}`)
  }

  /** What the answer gives; undefined where there is nothing, for example 404. */
  async make (variables: Record<string, unknown>): Promise<unknown> {
    const { status, body } = await this.send(variables, true)
    return status === 404 ? undefined : await this.#result.evaluate(body)
  }

  /** What the answer gives, as a list. */
  async list (variables: Record<string, unknown>): Promise<unknown[]> {
    const found = await this.make(variables)
    return found === undefined || found === null ? [] : Array.isArray(found) ? found : [found]
  }

  /** The answer itself. */
  async send (variables: Record<string, unknown>, accept404 = false): Promise<RestResponse> {
    return await this.#rest.request({ ...await this.#templater.fill(variables), accept404 })
  }

  /** What an answer gives. */
  async resultOf ({ body }: RestResponse): Promise<unknown> { return await this.#result.evaluate(body) }
}
