import { Type, type Static } from '@kefuhub/contract'

/** The option `rate` with a target's own bound as default. */
export const rateOption = (notifications: number, perMs: number) => Type.Object({
  notifications: Type.Integer({ minimum: 1, maximum: 100_000, default: notifications, description: 'So many notifications' }),
  perMs: Type.Integer({ minimum: 1, maximum: 86_400_000, default: perMs, description: 'within this time, in milliseconds' })
}, { additionalProperties: false, default: {}, description: 'The fastest that the target is written to; what comes faster is gathered into a digest' })

/** How fast a target may be written to. */
export type Rate = Static<ReturnType<typeof rateOption>>
