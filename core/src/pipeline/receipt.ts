import type { Clock, Log, Receipt } from '@kefuhub/contract'
import type { Desk } from '../desk/desk.js'
import type { Store } from '../store/store.js'

/** The states from which a receipt moves on; receipts come late, twice and in any order. */
const BEFORE = {
  delivered: ['sent'],
  read: ['sent', 'delivered'],
  failed: ['sent', 'delivered']
} as const satisfies Record<Receipt['state'], readonly string[]>

/** Takes over what a platform says of a message that was sent. */
export async function applyReceipt (options: { store: Store, desk: Pick<Desk, 'bulletin'>, log: Log, clock: Clock }, channel: string, receipt: Receipt): Promise<void> {
  const { store, desk, log, clock } = options
  const isFailure = receipt.state === 'failed'
  const message = await store.messages.findOneAndUpdate(
    { channel, 'delivery.externalId': receipt.externalId, 'delivery.state': { $in: [...BEFORE[receipt.state]] } },
    {
      $set: {
        'delivery.state': receipt.state,
        ...(receipt.reason !== undefined && { 'delivery.reason': receipt.reason }),
        ...(isFailure && { dead: new Date(clock.now()), 'delivery.code': 'KH_ERR_DELIVERY_REJECTED' })
      }
    }, { lean: true, projection: { conversation: 1 } })
  if (message !== null) desk.bulletin.message(message.conversation, message._id)
  log.debug({ channel, externalId: receipt.externalId, state: receipt.state, known: message !== null }, 'receipt')
}
