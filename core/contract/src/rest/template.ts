import { Type, type Static } from 'typebox'
import { Rejected } from '../errors.js'
import { restErrors } from './errors.js'
import { Mapping, expression } from './mapping.js'
import type { RestRequest } from './request.js'

const places = (description: string, maxLength = 2048) => Type.String({ maxLength, description })

/** A request in the config, with `{{name}}` for what the hub knows. */
export const RequestTemplate = Type.Object({
  method: Type.Enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], { description: 'HTTP method' }),
  path: Type.String({ minLength: 1, maxLength: 2048, description: 'Path under the base address; {{name}} places are encoded' }),
  query: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), places('Value; left out when its only {{name}} is absent'), { description: 'Parameters of the address' })),
  headers: Type.Optional(Type.Record(Type.String({ maxLength: 128 }), places('Value'), { description: 'Headers of this call' })),
  body: Type.Optional(expression('JSONata that makes the JSON body from the same names, written as $name'))
}, { additionalProperties: false, description: 'A call of the system' })
/** A request in the config, with `{{name}}` for what the hub knows. */
export type RequestTemplate = Static<typeof RequestTemplate>

const PLACE = /\{\{\s*([\w.]+)\s*\}\}/g
const LONE_PLACE = /^\{\{\s*([\w.]+)\s*\}\}$/

/** Makes requests from a template. */
export class RequestTemplater {
  readonly #template: RequestTemplate
  readonly #place: string
  readonly #body: Mapping | undefined

  /**
   * @param names what the template may speak of
   * @param place where it stands in the config, for messages
   * @throws KH_ERR_REST_TEMPLATE for a name that is not known, KH_ERR_REST_EXPRESSION
   */
  constructor (template: RequestTemplate, names: readonly string[], place: string) {
    this.#template = template
    this.#place = place
    const texts = [template.path, ...Object.values(template.query ?? {}), ...Object.values(template.headers ?? {})]
    for (const text of texts) {
      for (const [, path = ''] of text.matchAll(PLACE)) {
        if (names.includes(path.split('.')[0] ?? '')) continue
        throw new restErrors.KH_ERR_REST_TEMPLATE(place, `{{${path}}} is not known here; known are ${names.join(', ')}`)
      }
    }
    this.#body = template.body === undefined ? undefined : new Mapping(template.body, `${place}/body`)
  }

  /** @throws Rejected where a place of the path has no value, or a value cannot stand where it should */
  async fill (variables: Record<string, unknown>): Promise<RestRequest> {
    const { method, path, query = {}, headers = {} } = this.#template
    const body = await this.#body?.evaluate(variables, variables)
    return {
      method,
      path: path.replace(PLACE, (_place, name: string) => this.#segment(name, read(variables, name))),
      query: Object.fromEntries(Object.entries(query).map(([name, text]) => [name, fillQuery(text, variables)])),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, this.#header(name, text, variables)])),
      ...(body !== undefined && { body })
    }
  }

  #segment (name: string, value: string | undefined): string {
    // A path of dots would lead elsewhere, however it is encoded.
    if (value === undefined || value === '' || /^\.{1,2}$/.test(value)) {
      throw new Rejected(`${this.#place}/path needs a value for {{${name}}}`)
    }
    return encodeURIComponent(value)
  }

  #header (name: string, text: string, variables: Record<string, unknown>): string {
    const value = text.replace(PLACE, (_place, path: string) => read(variables, path) ?? '')
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw new Rejected(`${this.#place}/headers/${name} cannot hold such a value`)
    return value
  }
}

function fillQuery (text: string, variables: Record<string, unknown>): string | undefined {
  const lone = LONE_PLACE.exec(text)?.[1]
  if (lone !== undefined) return read(variables, lone)
  return text.replace(PLACE, (_place, path: string) => read(variables, path) ?? '')
}

/** The text at a path of names, or undefined where there is none. Only what data has of its own counts. */
function read (variables: Record<string, unknown>, path: string): string | undefined {
  let value: unknown = variables
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
