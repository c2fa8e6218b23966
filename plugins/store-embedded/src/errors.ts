import createError from '@fastify/error'

/** What can go wrong when a folder is opened; refusals to clients are in refusal.ts, in MongoDB's codes. */
export const STORE_EMBEDDED_ERR_LOCATION = createError('STORE_EMBEDDED_ERR_LOCATION', "The store's location '%s' cannot be used: %s. Name a folder that this user may write, as in embedded:./data", 500)
export const STORE_EMBEDDED_ERR_LOCKED = createError('STORE_EMBEDDED_ERR_LOCKED', "Another process (pid %s) is opening the store in '%s' and did not get ready in time. Wait for it, or end it and start again", 500)
export const STORE_EMBEDDED_ERR_WORKER = createError('STORE_EMBEDDED_ERR_WORKER', 'The store stopped working: %s. Its log says more; start again', 500)
