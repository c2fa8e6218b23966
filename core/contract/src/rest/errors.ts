import { createError } from '../errors.js'

/** The catalogue of mistakes in a config that describes another system's API. They are found when the plugin starts. */
export const restErrors = {
  KH_ERR_REST_EXPRESSION: createError<[string, string]>('KH_ERR_REST_EXPRESSION', '%s is not a JSONata expression: %s', 500),
  KH_ERR_REST_TEMPLATE: createError<[string, string]>('KH_ERR_REST_TEMPLATE', '%s cannot be filled in: %s', 500)
} as const
