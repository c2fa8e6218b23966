import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { TSchema } from 'typebox'
import { testingErrors } from './errors.js'

/** One mistake in a plugin's options. */
export interface OptionsProblem {
  /** JSON pointer of the value; of the key itself where a key is missing or unknown. */
  path: string
  message: string
}

/** Thrown for options that the schema refuses. */
export interface OptionsError extends Error {
  code: 'KH_ERR_TESTING_OPTIONS_INVALID'
  problems: OptionsProblem[]
}

/** An ajv with the hub's settings: all errors, defaults filled in, formats, the keyword `secret`. */
export function createOptionsAjv (): Ajv {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: true })
  formats.default(ajv)
  ajv.addKeyword({ keyword: 'secret', schemaType: 'boolean' })
  return ajv
}

// A kit starts the same plugin dozens of times.
const validators = new WeakMap<TSchema, ValidateFunction>()

/**
 * Checks options as the hub does before it starts a plugin.
 * @returns a copy with the defaults filled in
 * @throws KH_ERR_TESTING_OPTIONS_INVALID with all `problems` (an {@link OptionsError})
 */
export function checkOptions (name: string, schema: TSchema, options: unknown): Record<string, unknown> {
  const copy = structuredClone(options)
  const validate = validators.get(schema) ?? createOptionsAjv().compile(schema)
  validators.set(schema, validate)
  if (validate(copy)) return copy as Record<string, unknown>
  const problems = (validate.errors ?? []).map((error): OptionsProblem => {
    const key: unknown = error.params['missingProperty'] ?? error.params['additionalProperty']
    return {
      path: key === undefined ? error.instancePath : `${error.instancePath}/${String(key)}`,
      message: error.message ?? error.keyword
    }
  })
  const list = problems.map(({ path, message }) => `${path} ${message}`).join('; ')
  throw Object.assign(new testingErrors.KH_ERR_TESTING_OPTIONS_INVALID(name, list), { problems })
}
