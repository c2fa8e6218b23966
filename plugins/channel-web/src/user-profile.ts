import { toE164, Type, type Profile, type Static } from '@kefuhub/contract'
import { Ajv } from 'ajv'
import type { Desk } from './desk.js'

/** What the host page says of a user in a signed token. */
const Claims = Type.Object({
  phone: Type.Optional(Type.String({ maxLength: 40 })),
  email: Type.Optional(Type.String({ maxLength: 254 }))
}, { additionalProperties: false })

/** What the host page says of a user in a signed token. */
export type Claims = Static<typeof Claims>

const check = new Ajv({ strict: true }).compile<Claims>(Claims)
const EMAIL = /^[^\s@<>,;:"]{1,64}@[^\s@<>,;:"]{1,180}\.[^\s@.<>,;:"]{2,}$/

/** Reads the part of a token that is JSON in base64url. @returns undefined for what is none, or says what it may not */
export function readClaims (encoded: string): Claims | undefined {
  try {
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64url')))
    return check(claims) ? claims : undefined
  } catch {
    return undefined
  }
}

/** What claims say as the hub keeps it; what is no number and no address is left out. */
export function toProfile ({ phone = '', email = '' }: Claims): Pick<Profile, 'phones' | 'emails'> {
  const number = toE164(phone)
  const address = email.trim().toLowerCase()
  return { ...(number !== undefined && { phones: [number] }), ...(EMAIL.test(address) && { emails: [address] }) }
}

/** Knows of signed users what their site said last. */
export class UserProfiles {
  readonly #hub: Desk['hub']

  constructor ({ hub }: Pick<Desk, 'hub'>) { this.#hub = hub }

  /** Takes note of what a site says of a user, and tells the hub where that is new. */
  async note (user: string, claims: Claims): Promise<void> {
    const profile = toProfile(claims)
    if (Object.keys(profile).length < Object.keys(claims).length) this.#hub.log.warn({ user }, 'a page gives a phone number or an e-mail address of a user that is none; it is left out')
    const said = JSON.stringify(profile)
    if (said === '{}' || said === await this.#hub.cursors.get(`user:${user}`)) return
    await this.#hub.cursors.set(`user:${user}`, said)
    // Of who has not written yet the hub knows nothing; it asks with the first message.
    await this.#hub.profileChanged(user, profile)
  }

  /** What is known of a user whom the hub sees for the first time: what was said, and which visits were theirs. */
  async of (user: string): Promise<Profile> {
    const said = await this.#hub.cursors.get(`user:${user}`)
    return { ...(said !== undefined && JSON.parse(said) as Profile), mergeKeys: this.mergeKeysOf(user) }
  }

  /** What a user and the visits before they signed in have in common. */
  mergeKeysOf (user: string): string[] { return [`${this.#hub.id}:${user}`] }
}
