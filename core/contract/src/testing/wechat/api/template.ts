import { deliver } from '../delivery.js'
import { refuse, type JsonAnswer } from '../errcode.js'
import { clientMessageIdMs } from '../facts.js'
import { eventMessage } from '../message.js'
import type { Simulation } from '../simulation.js'
import type { AccountCall } from './endpoint.js'
import { isObject, isText } from './json-body.js'

/** `POST /cgi-bin/message/template/send`; its TEMPLATESENDJOBFINISH follows when the account has a callback address. */
export function sendTemplate ({ account, input }: AccountCall, simulation: Simulation): JsonAnswer {
  const follower = account.find(input.touser)
  if (follower === undefined) return refuse(40003)
  const templates = account.options.templates ?? {}
  if (!isText(input.template_id) || !Object.hasOwn(templates, input.template_id)) return refuse(40037)
  const fields = templates[input.template_id]!
  const data = isObject(input.data) ? input.data : {}
  const wrong = fields.find((field) => !isObject(data[field]) || !isText(data[field].value))
  if (wrong !== undefined) return refuse(47003, `data.${wrong}.value invalid`)
  if (!follower.isFollowing) return refuse(43004)

  const { openid } = follower
  const nowMs = simulation.now()
  const key = isText(input.client_msg_id) ? `${openid} ${input.client_msg_id}` : undefined
  const earlier = key === undefined ? undefined : account.templateIds.get(key)
  if (earlier !== undefined && nowMs - earlier.atMs < clientMessageIdMs) return { errcode: 0, errmsg: 'ok', msgid: earlier.msgid }
  const msgid = Number(simulation.nextId() % 1_000_000_000n)
  if (key !== undefined) account.templateIds.set(key, { msgid, atMs: nowMs })
  simulation.received.add({ at: nowMs, appId: account.options.appId, openid, msgtype: 'template', body: input, via: 'template' })
  // Pushed behind the answer; what the client makes of it is nobody's to wait for.
  if (account.callbackUrl !== undefined) {
    setImmediate(deliver, simulation, account, openid, eventMessage('TEMPLATESENDJOBFINISH', { MsgID: msgid, Status: 'success' }))
  }
  return { errcode: 0, errmsg: 'ok', msgid }
}
