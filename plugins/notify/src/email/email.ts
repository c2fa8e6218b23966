import { Retryable, type Health, type NotifierInstance, type PluginHub } from '@kefuhub/contract'
import { toMail } from './mail.js'
import { MailHealth } from './mail-health.js'
import type { Options } from './options.js'
import { Recipients } from './recipients.js'
import { MailTransport, type Delivery } from './transport.js'

export { Options } from './options.js'

/** Connects to a mail server; nothing is opened before there is something to send. */
export function connect (hub: PluginHub, options: Options): NotifierInstance {
  const transport = new MailTransport(hub, options)
  const server = new MailHealth(hub.clock, async () => await transport.verify())
  const recipients = new Recipients(options.to)
  let refused = 0

  return {
    rate: options.rate,
    async notify (notification) {
      const mail = toMail(notification, options, hub.id, hub.clock.now())
      const to = recipients.of(notification.id)
      const delivery = await transport.send({ ...mail, envelope: { from: options.from, to: [...to] } })
      server.sent()
      const deferred = deferredOf(delivery)
      refused = (delivery.rejected ?? []).length - deferred.length
      if (refused > 0) hub.log.warn({ notification: notification.id, refused, of: to.length }, 'the mail server refuses some of the recipients')
      recipients.leave(notification.id, deferred)
      if (deferred.length > 0) throw new Retryable(`The mail server puts ${deferred.length} of ${to.length} recipients off; the others have the mail`)
    },
    health (): Health {
      const health = server.read()
      if (health.state !== 'ok' || refused === 0) return health
      return { state: 'degraded', reason: `The mail server refuses ${refused} of the recipients for good; correct to` }
    },
    close: () => { transport.close() }
  }
}

/** The recipients whom the server asks to try again. */
function deferredOf ({ rejectedErrors = [] }: Delivery): string[] {
  return rejectedErrors.filter(({ responseCode = 0 }) => responseCode >= 400 && responseCode < 500).flatMap(({ recipient }) => recipient ?? [])
}
