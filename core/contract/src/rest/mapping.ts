import { createRequire } from 'node:module'
import type jsonata from 'jsonata'
import { Type, type TString } from 'typebox'
import { Rejected } from '../errors.js'
import { BoundedRegExp } from './bounded-regexp.js'
import { restErrors } from './errors.js'
import { toPlain } from './plain.js'
import { quote } from './quote.js'

/** A JSONata expression in the config. @param description what it is given and what it must give */
export function expression (description: string): TString {
  return Type.String({ minLength: 1, maxLength: 10_000, description })
}

/** A JSONata expression in the config. */
export const Expression = expression('JSONata')

/** An expression cannot hold up the hub: it has this long, goes this deep and makes lists of at most this length. */
const LIMITS = { timeout: 1000, stack: 2000, sequence: 100_000 } as const

/** One value or structure made from foreign data by a JSONata expression of the config. Compiled once. */
export class Mapping {
  readonly #expression: jsonata.Expression
  readonly #place: string

  /**
   * @param place where the expression stands in the config, for messages
   * @throws KH_ERR_REST_EXPRESSION saying where it is wrong
   */
  constructor (expression: string, place: string) {
    this.#place = place
    try {
      this.#expression = load()(expression, { ...LIMITS, RegexEngine: BoundedRegExp as RegExpConstructor })
    } catch (error) {
      throw new restErrors.KH_ERR_REST_EXPRESSION(place, describe(error))
    }
  }

  /**
   * Plain JSON that shares nothing with the input; undefined where the expression finds nothing.
   * @param variables seen by the expression as `$name`
   * @throws Rejected when the data does not fit, naming the place
   */
  async evaluate (input: unknown, variables?: Record<string, unknown>): Promise<unknown> {
    try {
      return toPlain(await this.#expression.evaluate(input, variables))
    } catch (error) {
      throw new Rejected(`${this.#place} does not fit what it was given: ${describe(error)}`)
    }
  }
}

let loaded: typeof jsonata | undefined

/** Plugins without expressions do not pay for them. */
function load (): typeof jsonata {
  return (loaded ??= createRequire(import.meta.url)('jsonata') as typeof jsonata)
}

/** JSONata's messages quote the data, which may be a customer's: unless the syntax is wrong, what is in quotes stays out. */
function describe (error: unknown): string {
  const { code = '', message = '', position } = error as { code?: string, message?: string, position?: number }
  const text = quote(code.startsWith('S') ? message : message.replace(/"(?:[^"\\]|\\.)*"/g, '…'))
  return position === undefined ? text : `${text} (character ${position})`
}
