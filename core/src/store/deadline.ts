import { errors } from '../errors.js'

/**
 * Waits for the store no longer than a time. What was sent to it cannot be called back and may still take effect: the
 * driver's own `timeoutMS` has none since version 7.
 * @throws KH_ERR_STORE_UNREACHABLE
 */
export async function within<T> (timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new errors.KH_ERR_STORE_UNREACHABLE(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
