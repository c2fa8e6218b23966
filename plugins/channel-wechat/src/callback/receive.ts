import type { ChannelHub } from '@kefuhub/contract'
import { callbackPath, type Callback, type CallbackQuery } from './callback.js'
import { errors, refusalReason } from '../errors.js'
import { kindOfEvent } from './event.js'
import { fieldOf, toInbound } from './inbound.js'
import type { Options } from '../options.js'
import type { XmlObject } from './read-xml.js'
import type { ReplyFields } from './write-xml.js'

const MAX_BODY_BYTES = 1024 * 1024
const LOG_EVERY_MS = 60_000
const TEXT = 'text/plain; charset=utf-8'

/** Adds the callback routes: verification by GET, messages by POST. The platform is told `success` once a message is durable. */
export function addReceiveRoutes (hub: ChannelHub, options: Options, callback: Callback): void {
  const { app } = hub
  const path = callbackPath(options)
  const loggedAtMs = new Map<string, number>()

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(['text/xml', 'application/xml'], { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => { done(null, body) })

  app.setErrorHandler((failure: Error & { code?: string, statusCode?: number }, _request, reply) => {
    const error = toRefusal(failure)
    const reason = refusalReason(error)
    reply.type(TEXT).header('x-content-type-options', 'nosniff')
    if (reason === undefined) {
      hub.log.error({ err: failure }, 'a callback could not be dealt with; the platform will repeat it')
      return reply.code(500).send('error')
    }
    hub.refused(reason)
    const nowMs = hub.clock.now()
    if (nowMs - (loggedAtMs.get(reason) ?? -Infinity) >= LOG_EVERY_MS) {
      loggedAtMs.set(reason, nowMs)
      hub.log.warn({ code: error.code, reason }, `refused a callback: ${error.message}`)
    }
    return reply.code(error.statusCode ?? 403).send('refused')
  })

  app.get<{ Querystring: CallbackQuery }>(path, (request, reply) => {
    const echo = callback.openEcho(request.query, hub.clock.now())
    reply.type(TEXT).header('x-content-type-options', 'nosniff').send(echo)
  })

  app.post<{ Querystring: CallbackQuery }>(path, async (request, reply) => {
    const opened = callback.openMessage(request.query, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0), hub.clock.now())
    const message = toInbound(opened)
    await hub.receive(message)
    if (message.content.type === 'event') await noteProfile(hub, options, opened.fields, message.sender.id)
    const transfer = options.transfer !== false && message.content.type !== 'event' ? transferReply(options, opened.fields, hub.clock.now()) : undefined
    if (transfer === undefined) return reply.type(TEXT).send('success')
    return reply.type('text/xml; charset=utf-8').send(callback.writeReply(transfer, hub.clock.now()))
  })
}

/** Maps refusals of the web framework and of the hub's own hooks to the catalogue. Anything else is our failure. */
function toRefusal (error: Error & { code?: string, statusCode?: number }): { code?: string, statusCode?: number, message: string } {
  if (error.code?.startsWith('WECHAT_ERR_')) return error
  if (error.statusCode === 413) return new errors.WECHAT_ERR_OVERSIZE()
  if (error.statusCode === 415) return new errors.WECHAT_ERR_CONTENT_TYPE()
  const { statusCode = 500 } = error
  if (statusCode < 400 || statusCode >= 500) return { message: error.message }
  return Object.assign(new errors.WECHAT_ERR_REQUEST(error.code ?? 'unknown'), { statusCode })
}

/** Tells the hub what an event means for the customer's profile. */
async function noteProfile (hub: ChannelHub, options: Options, fields: XmlObject, sender: string): Promise<void> {
  const event = fieldOf(fields, 'Event')?.trim() ?? ''
  const { name } = kindOfEvent(event)
  if (name === 'unfollow') await hub.profileChanged(sender, { reachable: false })
  else if (name === 'follow' && !options.profile) await hub.profileChanged(sender, { reachable: true })
  else if (name === 'follow' || name === 'privacy') await hub.profileChanged(sender)
  else if (name === 'account') hub.log.warn({ event }, 'WeChat reports a change of the account; look at mp.weixin.qq.com')
}

function transferReply (options: Options, fields: XmlObject, nowMs: number): ReplyFields {
  return {
    ToUserName: String(fields.FromUserName),
    FromUserName: String(fields.ToUserName),
    CreateTime: String(Math.floor(nowMs / 1000)),
    MsgType: 'transfer_customer_service',
    ...(typeof options.transfer === 'object' ? { TransInfo: { KfAccount: options.transfer.kfAccount } } : {})
  }
}
