import createError from '@fastify/error'

/** What the simulator throws at the test that drives it. What it answers to a client are errcodes. */
export const simulatorErrors = {
  KH_ERR_SIMULATOR_ACCOUNT: createError<[string, string]>('KH_ERR_SIMULATOR_ACCOUNT', "The simulated account '%s' cannot exist: %s", 500, TypeError),
  KH_ERR_SIMULATOR_ACCOUNT_UNKNOWN: createError<[string]>('KH_ERR_SIMULATOR_ACCOUNT_UNKNOWN', "The simulator has no account '%s'; name it in startWeChatPlatform", 500),
  KH_ERR_SIMULATOR_CALLBACK_URL: createError<[string]>('KH_ERR_SIMULATOR_CALLBACK_URL', "Account '%s' has no callback address; set platform.account(appId).callbackUrl to an http:// URL", 500),
  KH_ERR_SIMULATOR_NOT_FOLLOWING: createError<[string]>('KH_ERR_SIMULATOR_NOT_FOLLOWING', "Customer '%s' has unfollowed and can do nothing but follow again", 500),
  KH_ERR_SIMULATOR_NOT_RECEIVED: createError<[string, number, number, string]>('KH_ERR_SIMULATOR_NOT_RECEIVED', "Customer '%s' has received %d of the %d messages waited for: %s", 500)
} as const
