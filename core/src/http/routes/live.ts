import type { WebSocket } from '@fastify/websocket'
import { Ajv } from 'ajv'
import { personOf } from '../caller.js'
import type { LiveDesk, LiveTab } from '../live-desk.js'
import { LiveCall } from '../live-protocol.js'
import type { RouteApp, RouteContext } from '../route.js'
import { describeOperation, failures } from '../shape.js'

/** Codes for the end of a connection: WebSocket's for a breach of the protocol and for a tab that takes nothing, and ours for who was signed out. */
const POLICY = 1008
const TRY_AGAIN = 1013
const SIGNED_OUT = 4401
/** A tab that takes nothing is let go at so many bytes; it comes back and reads what it missed. */
const MAX_BUFFERED_BYTES = 4_194_304
/** Longest call, in characters. */
const MAX_CALL_LENGTH = 4096
/** Calls of one tab in a second; a person makes a few. */
const MAX_CALLS_PER_SECOND = 20

const isCall = new Ajv({ strict: true }).compile<LiveCall>(LiveCall)

/** The live side of the API: one WebSocket for each tab of a console. */
export async function liveRoutes (app: RouteApp, { desk }: RouteContext, liveDesk: LiveDesk): Promise<void> {
  app.get('/live', {
    websocket: true,
    schema: {
      ...describeOperation('watch', 'session', 'Hear of everything that changes', 'A WebSocket; see Reference/live.md for what is said over it. For people only.'),
      response: { 101: { description: 'The connection stands', type: 'null' }, ...failures('KH_ERR_API_PERSON_NEEDED') }
    },
    onRequest: async (request) => { personOf(request) }
  }, (socket: WebSocket, request) => {
    const { agent } = personOf(request)
    const tab: LiveTab = {
      agent: agent.id,
      session: agent.session,
      push: (text) => {
        if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.close(TRY_AGAIN)
        else socket.send(text)
      },
      signOut: () => { socket.close(SIGNED_OUT) }
    }
    const giveUp = (err: unknown): void => {
      request.log.warn({ err }, 'the connection of a console failed; it comes back')
      socket.close(TRY_AGAIN)
    }
    const pace = new CallPace()
    socket.on('message', (data) => {
      const call = parse(String(data))
      if (call === undefined || !pace.take()) socket.close(POLICY)
      else liveDesk.take(tab, call).catch(giveUp)
    })
    socket.on('error', (err) => { request.log.debug({ err }, 'the connection of a console broke') })
    socket.on('close', () => { liveDesk.leave(tab).catch((err: unknown) => { request.log.warn({ err }, 'a console could not be marked as closed') }) })
    desk.signIn.isOpen(agent.session).then(async (isOpen) => {
      if (isOpen) await liveDesk.open(tab)
      else tab.signOut()
    }).catch(giveUp)
  })
}

function parse (text: string): LiveCall | undefined {
  if (text.length > MAX_CALL_LENGTH) return undefined
  try {
    const call: unknown = JSON.parse(text)
    return isCall(call) ? call : undefined
  } catch {
    return undefined
  }
}

/** Bounds how fast one tab may call. */
class CallPace {
  #second = 0
  #calls = 0

  take (): boolean {
    const second = Math.floor(performance.now() / 1000)
    if (second !== this.#second) this.#calls = 0
    this.#second = second
    this.#calls++
    return this.#calls <= MAX_CALLS_PER_SECOND
  }
}
