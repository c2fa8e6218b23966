import { isDeliveryError } from '@kefuhub/contract'

/** What became of one item of a batch. */
export type ItemResult<R> = { value: R } | { error: Error }

/**
 * Sends items together. Where a system refuses all for the sake of one, halves find it: the others go through.
 * What fails for another reason fails for all that were sent together, with the same error.
 */
export async function sendHalving<T, R> (items: readonly T[], send: (items: readonly T[]) => Promise<Array<ItemResult<R>>>): Promise<Array<ItemResult<R>>> {
  if (items.length === 0) return []
  try {
    return await send(items)
  } catch (error) {
    if (items.length === 1 || !isDeliveryError(error) || error.verdict !== 'rejected') return items.map(() => ({ error: error as Error }))
    const middle = Math.ceil(items.length / 2)
    return [...await sendHalving(items.slice(0, middle), send), ...await sendHalving(items.slice(middle), send)]
  }
}
