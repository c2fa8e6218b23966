import { randomUUID } from 'node:crypto'
import { Type, type Static } from '@kefuhub/contract'
import type { FastifyRequest } from 'fastify'
import { toBrand } from './brand.js'
import type { Desk } from './desk.js'
import { errors } from './errors.js'
import type { Opened } from './wire.js'

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }))

/** What the widget tells when it opens. */
const Opening = Type.Object({
  lang: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])),
  user: text(2048),
  page: Type.Optional(Type.Object({
    url: text(2048),
    title: text(512),
    referrer: text(2048),
    campaign: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 256 }), { maxProperties: 16 }))
  }, { additionalProperties: false }))
}, { additionalProperties: false })
type Opening = Static<typeof Opening>

/** The visitor of a request. @throws WEB_ERR_SESSION */
export function visitorOf (request: FastifyRequest, { visitors }: Desk): string {
  const visitor = visitors.fromCookie(request.cookies[visitors.cookieName])
  if (visitor === undefined) throw new errors.WEB_ERR_SESSION()
  return visitor
}

/** Adds `POST session`: knows the visitor again, or makes one, and says how the widget looks. */
export function addSessionRoute (desk: Desk): void {
  const { hub, options, visitors } = desk
  hub.app.post<{ Body: Opening }>('/session', { schema: { body: Opening } }, async (request, reply): Promise<Opened> => {
    if (!desk.visits.take(request.ip)) throw new errors.WEB_ERR_RATE()
    const { user, page, lang } = request.body
    const nowMs = hub.clock.now()
    const known = visitors.fromCookie(request.cookies[visitors.cookieName])
    const named = user === undefined ? undefined : visitors.fromUser(user, nowMs)
    // Who signed out of the host page must not go on reading as the user.
    const visitor = named?.visitor ?? (known !== undefined && visitors.isAnonymous(known) ? known : visitors.create())
    if (named !== undefined && known !== undefined && visitors.isAnonymous(known)) await join(known, named.visitor, desk)
    if (named !== undefined) await desk.profiles.note(named.visitor, named.claims)
    if (page !== undefined) await noteVisit(visitor, page, lang, desk)
    reply.setCookie(visitors.cookieName, visitors.toCookie(visitor), visitors.cookieOptions)
    return { brand: toBrand(options, nowMs), visitorKey: visitors.keyOf(visitor), maxUploadBytes: options.maxUploadBytes, forms: [...hub.forms] }
  })
}

/** Says that what an anonymous visitor wrote was written by a user. */
async function join (anonymous: string, user: string, { hub, profiles }: Desk): Promise<void> {
  const mergeKeys = profiles.mergeKeysOf(user)
  await hub.profileChanged(user, { mergeKeys })
  await hub.profileChanged(anonymous, { mergeKeys })
}

/** Keeps on which page the visitor is, as an event of the thread: it opens no conversation and stands in an open one. */
async function noteVisit (visitor: string, page: NonNullable<Opening['page']>, lang: string | undefined, { hub }: Desk): Promise<void> {
  const { url, title, referrer, campaign } = page
  const facts = Object.entries({ url, title, referrer, lang, ...campaign })
  const data = Object.fromEntries(facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== ''))
  await hub.receive({
    eventKey: `${visitor}:visit:${randomUUID()}`,
    sender: { id: visitor },
    sentAt: new Date(hub.clock.now()),
    content: { type: 'event', name: 'visit', data },
    raw: page
  })
}
