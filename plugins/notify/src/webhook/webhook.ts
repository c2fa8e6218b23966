import { Retryable, Secret, Type, type DeliveryError, type NotifierInstance, type PluginHub, type Static } from '@kefuhub/contract'
import { parseRetryAfter } from '@kefuhub/contract/rest'
import { judgeStatus, postJson, type Answer } from '../post.js'
import { Disabled } from '../target.js'
import { AddressGuard, type Resolve } from './address-guard.js'
import { toBody } from './body.js'
import { GONE, THROTTLE, TIMEOUT_MS } from './facts.js'
import { Signer, signPlain } from './signature.js'

const NAME = 'The webhook'

/** A web address of anybody's, called as Standard Webhooks says. */
export const Options = Type.Object({
  url: Secret({ pattern: '^https?://\\S+$', maxLength: 2048, description: 'The address that is called' }),
  secrets: Type.Array(Secret({ pattern: '^whsec_[A-Za-z0-9+/]+={0,2}$', maxLength: 100, description: 'whsec_ and the base64 of 24 to 64 bytes' }), {
    minItems: 1, maxItems: 5, description: 'What calls are signed with, the newest first; several while they are changed'
  }),
  plain: Type.Optional(Type.Object({
    header: Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$', default: 'X-Hub-Signature-256', description: 'Name of the header' }),
    secret: Type.Optional(Secret({ maxLength: 256, description: 'Its secret; default: the text of the newest of secrets' }))
  }, { additionalProperties: false, description: 'Also sign as receivers of old expect it: sha256=, then the HMAC of the body in hex' })),
  allow: Type.Array(Type.String({ maxLength: 64, description: 'A network such as 10.1.0.0/16 or fd00::/8' }), {
    maxItems: 32, default: [], description: 'Networks that may be called though they are private, this machine\'s or a cloud\'s own; within them without TLS too'
  }),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 60_000, default: TIMEOUT_MS, description: 'Longest wait for an answer, in milliseconds' }),
  rate: Type.Optional(Type.Object({
    notifications: Type.Integer({ minimum: 1, maximum: 100_000, description: 'So many notifications' }),
    perMs: Type.Integer({ minimum: 1, maximum: 86_400_000, description: 'within this time, in milliseconds' })
  }, { additionalProperties: false, description: 'The fastest that the receiver is called; absent: no bound' }))
}, { additionalProperties: false })

/** The options of a webhook. */
export type Options = Static<typeof Options>

/** Connects to a web address. @throws NOTIFY_ERR_NETWORK, NOTIFY_ERR_SECRET */
export function connect (hub: PluginHub, options: Options, resolve?: Resolve): NotifierInstance {
  const { secrets, plain, allow, timeoutMs, rate } = options
  const url = new URL(options.url)
  const signer = new Signer(secrets)
  const guard = new AddressGuard(allow, resolve)
  const plainSecret = plain?.secret ?? secrets[0] ?? ''

  function judge (answer: Answer): DeliveryError | undefined {
    const { status, headers } = answer
    if (status >= 200 && status < 300) return undefined
    if (status === GONE) return new Disabled('The webhook answered with HTTP 410 and is disabled; ask who runs it, or take it out of the config')
    if (!THROTTLE.has(status)) return judgeStatus(NAME, answer, hub.clock.now())
    const afterMs = parseRetryAfter(headers, hub.clock.now())
    return new Retryable(`The webhook answered with HTTP ${status}; it is busy`, afterMs === undefined ? {} : { afterMs })
  }

  return {
    ...(rate !== undefined && { rate }),
    async notify (notification) {
      await guard.check(url)
      const body = toBody(notification)
      const headers = {
        ...signer.sign(notification.id, hub.clock.now(), body),
        ...(plain !== undefined && { [plain.header]: signPlain(plainSecret, body) })
      }
      const error = judge(await postJson(hub, NAME, url, body, { timeoutMs, headers }))
      if (error !== undefined) throw error
    }
  }
}
