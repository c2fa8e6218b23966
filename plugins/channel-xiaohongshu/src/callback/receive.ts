import type { ChannelHub } from '@kefuhub/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Binding } from '../account/binding.js'
import type { Watch } from '../account/watch.js'
import { errors, refusalReason } from '../errors.js'
import { kindOf, type CallbackKind } from '../wire/notice.js'
import type { Wire } from '../wire/schema.js'
import type { Addresses } from './addresses.js'
import type { Cipher } from './cipher.js'
import type { Gate, RawRequest } from './gate.js'
import { parseJson, parseObject } from './json.js'
import type { Leads } from './leads.js'
import type { Messages } from './messages.js'
import type { Notices } from './notices.js'

/** Longest body of a callback. */
export const MAX_BODY_BYTES = 256 * 1024
const LOG_EVERY_MS = 60_000

/** What private messages need; absent where only leads come. */
export interface ImReceivers {
  gate: Gate
  cipher: Cipher
  messages: Messages
  notices: Notices
  binding: Binding
}

/** What the routes hand over to. */
export interface Receivers {
  im: ImReceivers | undefined
  pushGate: Gate
  leads: Leads
  watch: Watch
}

/** Adds the routes. The platform is told that a callback was taken once what it says is durable. */
export function addReceiveRoutes (hub: ChannelHub, wire: Wire, addresses: Addresses, { im, pushGate, leads, watch }: Receivers): void {
  const { app } = hub
  const { ack } = wire.inbound
  const loggedAtMs = new Map<string, number>()

  app.removeAllContentTypeParsers()
  // Whatever type it claims: the body decides.
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => { done(null, body) })

  app.setErrorHandler((failure: Error & { code?: string, statusCode?: number }, _request, reply) => {
    const error = toRefusal(failure)
    const reason = refusalReason(error)
    if (reason === undefined) {
      hub.log.error({ err: failure }, 'a callback could not be dealt with; the platform may repeat it')
      return answer(reply, 500, ack.failure)
    }
    hub.refused(reason)
    const nowMs = hub.clock.now()
    if (nowMs - (loggedAtMs.get(reason) ?? -Infinity) >= LOG_EVERY_MS) {
      loggedAtMs.set(reason, nowMs)
      hub.log.warn({ code: error.code, reason }, `refused a callback: ${error.message}`)
    }
    return answer(reply, error.statusCode ?? 403, ack.refusal)
  })

  if (im !== undefined) {
    for (const [path, kinds] of addresses.callbacks) {
      app.post(path, async (request, reply) => {
        const raw = toRaw(request)
        im.gate.admit(raw)
        const body = parseObject(raw.body)
        const opened = openEnvelope(im.cipher, body[wire.inbound.envelope])
        const document = { ...body, [wire.inbound.envelope]: opened }
        watch.heard()
        await hand(im, leads, kindOf(kinds, document, opened, wire), document, opened)
        return answer(reply, ack.status, ack.body)
      })
    }
  }

  if (addresses.push !== undefined) {
    app.post(addresses.push, async (request, reply) => {
      const raw = toRaw(request)
      pushGate.admit(raw)
      const body = parseObject(raw.body)
      watch.heard()
      await leads.take(body, pushGate.asksForProof)
      return answer(reply, ack.status, ack.body)
    })
  }

  if (addresses.page !== undefined && im !== undefined) {
    app.get(addresses.page, (_request, reply) => {
      reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }).redirect(im.binding.link(), 302)
    })
  }
}

function hand (im: ImReceivers, leads: Leads, kind: CallbackKind, document: object, opened: object): Promise<void> {
  switch (kind) {
    case 'message': return im.messages.take(document, opened)
    case 'bind': return im.notices.bind(opened)
    case 'unbind': return im.notices.unbind(opened)
    case 'staff': return im.notices.staff(opened)
    case 'comment': return leads.takeComment(opened)
    case 'lead': return leads.take(opened, true)
  }
}

/** All that can be wrong inside is one error: a caller must not learn how far a guess went. @throws XHS_ERR_ENVELOPE */
function openEnvelope (cipher: Cipher, sealed: unknown): object {
  const bytes = cipher.open(sealed)
  let opened: unknown
  try {
    opened = parseJson(bytes)
  } catch (error) {
    throw new errors.XHS_ERR_ENVELOPE((error as Error).message)
  }
  if (typeof opened !== 'object' || opened === null || Array.isArray(opened)) throw new errors.XHS_ERR_ENVELOPE('it holds no object')
  return opened
}

function toRaw ({ ip, headers, query, url, body }: FastifyRequest): RawRequest {
  return {
    ip,
    headers,
    query: query as Record<string, unknown>,
    path: url.split('?')[0] ?? '',
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  }
}

function answer (reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.code(status).header('x-content-type-options', 'nosniff').type('application/json; charset=utf-8').send(JSON.stringify(body))
}

/** Maps refusals of the web framework and of the hub's own hooks to the catalogue. Anything else is our failure. */
function toRefusal (error: Error & { code?: string, statusCode?: number }): { code?: string, statusCode?: number, message: string } {
  if (refusalReason(error) !== undefined) return error
  if (error.statusCode === 413) return new errors.XHS_ERR_OVERSIZE()
  const { statusCode = 500 } = error
  if (statusCode < 400 || statusCode >= 500) return { message: error.message }
  return Object.assign(new errors.XHS_ERR_REQUEST(error.code ?? 'unknown'), { statusCode })
}
