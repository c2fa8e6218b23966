import { Rejected, isDeliveryError, type DeliveryError, type Health, type NotifierInstance, type PluginHub } from '@kefuhub/contract'

const ALERT = 'target'
/** So many refusals for good in a row, and the target counts as broken. */
const MAX_REFUSALS = 3

/** The target refuses for good and says that it wants, or can take, nothing any more. */
export class Disabled extends Rejected {}

/**
 * Watches one target: a refusal of the credentials makes it `degraded`; three refusals for good in a row, or one that says that the target is gone, make it `down` and raise an
 * alert, until a notification gets through again.
 */
export function watchTarget (hub: Pick<PluginHub, 'alerts' | 'log'>, target: NotifierInstance): NotifierInstance {
  let refusals = 0
  let reason = ''
  let isShutOut = false
  // An alert may stand from before a restart.
  let mayStand = true

  /** What became of a notification must not depend on whether an alert could be written. */
  async function tell (call: Promise<void>): Promise<void> {
    await call.catch((error: unknown) => hub.log.warn({ err: error }, 'the alert of the target could not be kept'))
  }

  return {
    ...target,
    async notify (notification) {
      try {
        await target.notify(notification)
      } catch (error) {
        if (!isRefusal(error)) throw error
        refusals = error instanceof Disabled ? MAX_REFUSALS : refusals + 1
        reason = error.message
        isShutOut = error.verdict === 'unauthorized'
        mayStand = true
        if (refusals >= MAX_REFUSALS) await tell(hub.alerts.raise(ALERT, { severity: 'critical', title: { zh: '通知目标不可用', en: 'A target of notifications is broken' }, reason }))
        throw error
      }
      refusals = 0
      isShutOut = false
      if (!mayStand) return
      mayStand = false
      await tell(hub.alerts.resolve(ALERT))
    },
    async health (): Promise<Health> {
      if (refusals >= MAX_REFUSALS) return { state: 'down', reason }
      const health = await target.health?.() ?? { state: 'ok' }
      return isShutOut && health.state !== 'down' ? { state: 'degraded', reason } : health
    }
  }
}

function isRefusal (error: unknown): error is DeliveryError {
  return isDeliveryError(error) && (error.verdict === 'rejected' || error.verdict === 'unauthorized')
}
