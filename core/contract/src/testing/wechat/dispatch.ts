import { FileAnswer, type Answer, type Call } from './api/endpoint.js'
import { endpoints, openEndpoints } from './api/index.js'
import { readJsonBody } from './api/json-body.js'
import { findFile } from './api/media.js'
import type { Account } from './account.js'
import { refuse } from './errcode.js'
import { jsonContentType } from './facts.js'
import type { Simulation } from './simulation.js'

/** A finished answer. */
export interface HttpAnswer {
  status: number
  contentType: string
  body: string | Buffer
  errcode: number
  fileName?: string
}

/** Does what a call asks for, in the order in which the platform checks: address, method, token, quota, rights, body. */
export function dispatch (call: Call, simulation: Simulation): HttpAnswer | Promise<HttpAnswer> {
  const open = openEndpoints.get(call.path)
  if (open !== undefined) return finish(checkMethod(call, open.method) ?? open.handle(call, simulation))
  const endpoint = endpoints.get(call.path)
  if (endpoint === undefined) return answerStranger(call, simulation)
  const refuseWith = (errcode: number) => finish(refuse(errcode), endpoint.refusalContentType)
  const wrongMethod = checkMethod(call, endpoint.method)
  if (wrongMethod !== undefined) return finish(wrongMethod, endpoint.refusalContentType)
  const account = authenticate(call, simulation)
  if (typeof account === 'number') return refuseWith(account)
  const overQuota = account.quota.count(call.path, simulation.now())
  if (overQuota !== 0) return refuseWith(overQuota)
  if (endpoint.verified && !account.verified) return refuseWith(48001)
  const input = endpoint.json ? readJsonBody(call.path, call.body) : {}
  if (typeof input === 'number') return refuseWith(input)
  const answer = endpoint.handle({ ...call, account, input }, simulation)
  return answer instanceof Promise ? answer.then((value) => finish(value)) : finish(answer, endpoint.refusalContentType)
}

/** Words an answer for HTTP. @param refusalContentType the content type when it has an errcode */
export function finish (answer: Answer, refusalContentType = jsonContentType): HttpAnswer {
  if (answer instanceof FileAnswer) return { status: 200, contentType: answer.contentType, body: answer.bytes, errcode: 0, fileName: answer.name }
  const errcode = answer.errcode ?? 0
  return { status: 200, contentType: errcode === 0 ? jsonContentType : refusalContentType, body: JSON.stringify(answer), errcode }
}

function checkMethod ({ method }: Call, wanted: 'GET' | 'POST'): Answer | undefined {
  return method === wanted ? undefined : refuse(wanted === 'GET' ? 43001 : 43002)
}

function authenticate ({ query }: Call, simulation: Simulation): Account | number {
  const token = query.get('access_token')
  if (!token) return 41001
  for (const account of simulation.accounts.values()) {
    const errcode = account.checkToken(token, simulation.now())
    if (errcode !== undefined) return errcode === 0 ? account : errcode
  }
  return 40014
}

// [K] An unknown API is refused in JSON, anything else on the host is a page that is not there.
function answerStranger (call: Call, simulation: Simulation): HttpAnswer {
  if (call.path.startsWith('/cgi-bin/')) return finish(refuse(40066))
  const file = findFile(call, simulation)
  return file === undefined ? { status: 404, contentType: 'text/html', body: '<html><body>404 Not Found</body></html>', errcode: 0 } : finish(file)
}
