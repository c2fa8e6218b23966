import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from './api/endpoint.js'
import { dispatch, finish, type HttpAnswer } from './dispatch.js'
import { refuse } from './errcode.js'
import { answerFault, type Fault } from './fault.js'
import { redactQuery } from './request-log.js'
import type { Simulation } from './simulation.js'

const maxBodyBytes = 32 * 1_048_576
// Longer than a client keeps a connection, so that it never closes one under a request.
const keepAliveMs = 65_000

/** Makes the HTTP server of the platform's API. */
export function createApiServer (simulation: Simulation): Server {
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBodyBytes) chunks.push(chunk)
    })
    request.on('end', () => {
      const call = readCall(request, Buffer.concat(chunks))
      if (bytes > maxBodyBytes) send(simulation, call, response, finish(refuse(45001)), false)
      else answer(simulation, call, request, response)
    })
  })
  return server
}

async function answer (simulation: Simulation, call: Call, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const fault = simulation.faults.take(call.path, call.body)
  if (fault !== undefined) return await answerWithFault(simulation, call, fault, request, response)
  const result = dispatch(call, simulation)
  send(simulation, call, response, result instanceof Promise ? await result : result, false)
}

async function answerWithFault (simulation: Simulation, call: Call, fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (fault.slowMs !== undefined) await sleep(fault.slowMs, undefined, { signal: simulation.closed }).catch(() => undefined)
  const own = answerFault(fault)
  if (own !== undefined) {
    const page = { contentType: 'text/html', body: `<html><body>${own.status}</body></html>`, errcode: 0 }
    send(simulation, call, response, { ...(own.json === undefined ? page : finish(own.json)), status: own.status }, true)
    return
  }
  if (fault.hang || fault.refuse) log(simulation, call, 0, 0, true)
  if (fault.hang) return
  const result = fault.refuse ? undefined : await dispatch(call, simulation)
  if (result !== undefined && !fault.reset) return send(simulation, call, response, result, true)
  if (result !== undefined) log(simulation, call, 0, result.errcode, true)
  request.socket.resetAndDestroy()
}

function send (simulation: Simulation, call: Call, response: ServerResponse, { status, contentType, body, errcode, fileName }: HttpAnswer, fault: boolean): void {
  log(simulation, call, status, errcode, fault)
  const headers: Record<string, string | number> = { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }
  if (fileName !== undefined) headers['content-disposition'] = `attachment; filename="${fileName}"`
  response.writeHead(status, headers).end(body)
}

function log (simulation: Simulation, call: Call, status: number, errcode: number, fault: boolean): void {
  simulation.requests.add({ at: simulation.now(), method: call.method, path: call.path, query: redactQuery(call.query.toString()), status, errcode, fault })
}

function readCall (request: IncomingMessage, body: Buffer): Call {
  const url = request.url ?? ''
  const mark = url.indexOf('?')
  return {
    method: request.method ?? '',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    body,
    contentType: request.headers['content-type'] ?? '',
    remoteAddress: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  }
}
