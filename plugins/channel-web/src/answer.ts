import type { Desk } from './desk.js'
import { errors } from './errors.js'
import { formFault } from './form.js'
import { readEarlier, readSince, readUpTo } from './history.js'
import { Marks } from './marks.js'
import { toInbound } from './message.js'
import { topicOf } from './topic.js'
import type { ToHub, ToWidget } from './wire.js'

type Call<K extends ToHub['kind']> = Extract<ToHub, { kind: K }>

/** Answers one call outside of a connection, or one within it that needs nothing of the connection. */
export async function answerCall (visitor: string, call: ToHub, desk: Desk): Promise<ToWidget | undefined> {
  switch (call.kind) {
    case 'resume':
      return (await readSince(visitor, call.after, desk)).answer
    case 'earlier':
      return (await readEarlier(visitor, call.before, desk)).answer
    case 'send':
      return await send(visitor, call, desk)
    case 'rate':
      return await rate(visitor, call, desk)
    case 'typing':
      desk.hub.typing(visitor, call.isTyping)
      return undefined
    case 'delivered':
    case 'read': {
      const marks = new Marks(desk)
      marks.see(await readUpTo(visitor, call.upTo, desk))
      await marks.mark(call.kind, call.upTo)
      return undefined
    }
  }
}

async function send (visitor: string, call: Call<'send'>, desk: Desk): Promise<ToWidget> {
  const { clientId } = call
  const { hub, allowance } = desk
  const refuse = ({ code, message }: { code: string, message: string }): ToWidget => ({ kind: 'refused', clientId, code, reason: message })
  if (!allowance.take(visitor)) return refuse(new errors.WEB_ERR_RATE())
  const fault = call.content.type === 'form' ? formFault(call.content, hub.forms) : undefined
  if (fault !== undefined) return refuse(new errors.WEB_ERR_FORM(fault))
  const inbound = toInbound(visitor, call, desk, hub.clock.now())
  if (inbound === undefined) return refuse(new errors.WEB_ERR_MEDIA())
  await hub.receive(inbound)
  // The visitor's other widgets show it too.
  hub.live.publish(topicOf(visitor), { kind: 'news' })
  return { kind: 'stored', clientId, at: inbound.sentAt.getTime() }
}

async function rate (visitor: string, call: Call<'rate'>, { allowance, endings }: Desk): Promise<ToWidget> {
  const { conversation } = call
  const refuse = ({ code, message }: { code: string, message: string }): ToWidget => ({ kind: 'refused', conversation, code, reason: message })
  if (!allowance.take(visitor)) return refuse(new errors.WEB_ERR_RATE())
  if (!await endings.rate(visitor, call)) return refuse(new errors.WEB_ERR_CALL('there is no such conversation to rate'))
  return { kind: 'rated', conversation }
}
