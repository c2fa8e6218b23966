import type { ErpInstance } from '@kefuhub/contract'
import { Condition } from './erp/condition.js'

/** An instance that tells its health from the calls that are made of it. One that tells it already stays as it is. */
export function watched (instance: ErpInstance): ErpInstance {
  if (instance.health !== undefined) return instance
  const condition = new Condition()
  const watch = <A extends unknown[], R> (call: ((...given: A) => Promise<R>) | undefined) =>
    call && ((...given: A): Promise<R> => condition.watch(() => call(...given)))
  const { findOrders, getOrder, getLogistics, createReturn, findReturn, exportTicket, ticketChanges } = instance
  const calls = { findOrders, getOrder, getLogistics, createReturn, findReturn, exportTicket, ticketChanges }
  const present = Object.entries(calls).filter(([, call]) => call !== undefined)
  return {
    ...instance,
    ...Object.fromEntries(present.map(([name, call]) => [name, watch(call as () => Promise<unknown>)])),
    health: () => condition.health()
  }
}
