import { createDeadline } from '../deadline.js'
import type { Fetch } from '../hub.js'
import { testingErrors } from './errors.js'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * A fetch with the hub's manners that reaches this machine only: a timeout over the whole exchange, and a redirect
 * is an error unless the caller asks for something else.
 * @throws KH_ERR_TESTING_NETWORK
 */
export const fetchLoopback: Fetch = async (url, init = {}) => {
  const { hostname } = new URL(url)
  if (!LOOPBACK.has(hostname)) throw new testingErrors.KH_ERR_TESTING_NETWORK(hostname)
  const { timeoutMs = 10_000, signal, ...rest } = init
  const deadline = createDeadline(timeoutMs, ...(signal ? [signal] : []))
  return fetch(url, { redirect: 'error', ...rest, signal: deadline.signal })
}
