import { createError } from '../errors.js'

/** The catalogue of the scaffold. */
export const scaffoldErrors = {
  KH_ERR_SCAFFOLD_KIND: createError<[string, string]>('KH_ERR_SCAFFOLD_KIND', "There is no kind '%s' to begin with; take one of %s", 400),
  KH_ERR_SCAFFOLD_NAME: createError<[string]>('KH_ERR_SCAFFOLD_NAME', "'%s' is no name for a plugin: take lower-case letters, digits and dashes, with a scope or without, for example @acme/channel-telegram", 400),
  KH_ERR_SCAFFOLD_TAKEN: createError<[string]>('KH_ERR_SCAFFOLD_TAKEN', "There is something in '%s' already; name a folder that is new or empty", 409)
} as const
