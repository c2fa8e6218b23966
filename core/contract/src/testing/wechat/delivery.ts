import type { Account } from './account.js'
import { buildCallback } from './callback.js'
import { pushCallback, type PushResult } from './push.js'
import { judgeReply } from './reply.js'
import type { Simulation } from './simulation.js'
import type { XmlFields } from './xml.js'

/** Delivers one message or event of a customer, repeats included, and shows the customer a passive reply. */
export async function deliver (simulation: Simulation, account: Account, openid: string, fields: XmlFields): Promise<PushResult> {
  const complete = { CreateTime: Math.floor(simulation.now() / 1000), ...fields }
  const sign = () => buildCallback(account.settings, openid, complete, { nowMs: simulation.now() })
  const first = sign()
  const makeRequest = () => simulation.repeats === 'resigned' ? sign() : first
  const judge = (body: string) => judgeReply(account, openid, body, simulation.now())
  const result = await pushCallback(makeRequest, judge, simulation.timing, simulation.closed)
  const reply = result.passiveReply
  if (reply !== undefined && reply.MsgType !== 'transfer_customer_service' && account.find(openid)?.isFollowing) {
    simulation.received.add({ at: simulation.now(), appId: account.options.appId, openid, msgtype: String(reply.MsgType), body: reply, via: 'passive' })
  }
  return result
}
