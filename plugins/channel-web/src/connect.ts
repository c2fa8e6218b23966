import { isUtf8 } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import type { WebSocket } from '@fastify/websocket'
import { answerCall } from './answer.js'
import { MAX_CALL_BYTES, readCall } from './call.js'
import type { Desk } from './desk.js'
import { errors } from './errors.js'
import { visitorOf } from './session.js'
import { Visit } from './visit.js'

/** Calls of one widget that may wait for their answers; more end the connection. */
const MAX_WAITING = 50
/** A widget that takes nothing is let go at so many bytes; it comes back and reads what it missed. */
const MAX_BUFFERED_BYTES = 1_048_576
/** How often a silent stream says that it is there, in milliseconds: proxies end what is silent for a minute. */
const HEARTBEAT_MS = 25_000

/** WebSocket's codes for an end by a rule of ours, and for a mistake here after which the widget comes again. */
const POLICY = 1008
const INTERNAL = 1011

/** Adds the three ways in which a widget speaks with the hub: a WebSocket, and where that is blocked events and calls. */
export function addConnectRoutes (desk: Desk): void {
  addSocket(desk)
  addEvents(desk)
  addCalls(desk)
}

function addSocket (desk: Desk): void {
  const { hub } = desk
  hub.app.get('/socket', { websocket: true, preValidation: async (request) => { visitorOf(request, desk) } }, (socket, request) => {
    const visitor = visitorOf(request, desk)
    const visit = new Visit(visitor, desk, (message) => {
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate()
      else socket.send(JSON.stringify(message))
    })
    let waiting = 0
    // One after the other: what a visitor writes keeps its order.
    let last = Promise.resolve()
    socket.on('message', (data) => {
      if (++waiting > MAX_WAITING || !desk.calls.take(visitor)) {
        socket.close(POLICY, 'too many calls at once')
        return
      }
      last = last.then(async () => await takeText(String(data), visit, socket)).catch((err: unknown) => {
        hub.log.warn({ err }, 'a call of a widget failed; it comes again')
        socket.close(INTERNAL)
      }).finally(() => { waiting-- })
    })
    const heartbeat = setInterval(() => { socket.ping() }, HEARTBEAT_MS)
    socket.on('error', () => { socket.terminate() })
    socket.on('close', () => {
      clearInterval(heartbeat)
      visit.close()
    })
  })
}

async function takeText (text: string, visit: Visit, socket: WebSocket): Promise<void> {
  const call = readCall(parse(text))
  if (call.kind === 'refused') socket.send(JSON.stringify(call))
  else await visit.take(call)
}

/** @returns undefined for what is no JSON */
function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function addEvents (desk: Desk): void {
  const { hub } = desk
  const streams = new Set<ServerResponse>()
  // A stream never ends by itself, and a server that stops waits for what is under way.
  hub.app.addHook('preClose', async () => { for (const stream of streams) stream.end() })
  hub.app.get('/events', (request, reply) => {
    const visitor = visitorOf(request, desk)
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      ...reply.getHeaders() as Record<string, string>,
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would keep events back until its buffer is full.
      'x-accel-buffering': 'no'
    })
    raw.write(':\n\n')
    streams.add(raw)
    const visit = new Visit(visitor, desk, (message) => {
      if (raw.writableLength > MAX_BUFFERED_BYTES) raw.destroy()
      else raw.write(`data: ${JSON.stringify(message)}\n\n`)
    })
    visit.take({ kind: 'resume' }).catch(() => { raw.destroy() })
    const heartbeat = setInterval(() => { raw.write(':\n\n') }, HEARTBEAT_MS)
    raw.on('error', () => {})
    raw.on('close', () => {
      clearInterval(heartbeat)
      streams.delete(raw)
      visit.close()
    })
  })
}

function addCalls (desk: Desk): void {
  desk.hub.app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // Refused where a WebSocket refuses it: what is no UTF-8 would else be repaired into another text.
    scope.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (_request, body, done) => { done(null, isUtf8(body) ? parse(String(body)) : undefined) })
    scope.post('/calls', { bodyLimit: MAX_CALL_BYTES }, async (request, reply) => {
      const visitor = visitorOf(request, desk)
      if (!desk.calls.take(visitor)) throw new errors.WEB_ERR_RATE()
      const call = readCall(request.body)
      const answer = call.kind === 'refused' ? call : await answerCall(visitor, call, desk)
      if (answer === undefined) return await reply.code(204).send()
      return answer
    })
  })
}
