import { createError } from '../errors.js'

/** The catalogue of the test kits. None of these is seen outside a test. */
export const testingErrors = {
  KH_ERR_TESTING_OPTIONS_INVALID: createError<[string, string]>('KH_ERR_TESTING_OPTIONS_INVALID', "The options of '%s' are not valid: %s", 500, TypeError),
  KH_ERR_TESTING_MISUSE: createError<[string]>('KH_ERR_TESTING_MISUSE', 'The plugin used the hub in a way that a hub refuses: %s', 500, TypeError),
  KH_ERR_TESTING_NETWORK: createError<[string]>('KH_ERR_TESTING_NETWORK', "The fake hub reaches this machine only, not '%s'; give a fetch of your own", 500)
} as const
