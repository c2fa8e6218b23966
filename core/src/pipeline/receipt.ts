import type { Clock, Log, Receipt } from '@kefuhub/contract'
import type { Store } from '../store/store.js'

/** The states from which a receipt moves on; receipts come late, twice and in any order. */
const BEFORE = {
  delivered: ['sent'],
  read: ['sent', 'delivered'],
  failed: ['sent', 'delivered']
} as const satisfies Record<Receipt['state'], readonly string[]>

/** Takes over what a platform says of a message that was sent. */
export async function applyReceipt (options: { store: Store, log: Log, clock: Clock }, channel: string, receipt: Receipt): Promise<void> {
  const { store, log, clock } = options
  const isFailure = receipt.state === 'failed'
  const { matchedCount } = await store.messages.updateOne(
    { channel, 'delivery.externalId': receipt.externalId, 'delivery.state': { $in: [...BEFORE[receipt.state]] } },
    {
      $set: {
        'delivery.state': receipt.state,
        ...(receipt.reason !== undefined && { 'delivery.reason': receipt.reason }),
        ...(isFailure && { dead: new Date(clock.now()), 'delivery.code': 'KH_ERR_DELIVERY_REJECTED' })
      }
    })
  log.debug({ channel, externalId: receipt.externalId, state: receipt.state, known: matchedCount === 1 }, 'receipt')
}
