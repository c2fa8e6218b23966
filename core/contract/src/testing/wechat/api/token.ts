import type { Account } from '../account.js'
import { refuse, type JsonAnswer } from '../errcode.js'
import type { Simulation } from '../simulation.js'
import type { Call } from './endpoint.js'
import { readJsonBody } from './json-body.js'

/** `GET /cgi-bin/token`: a new token each time. */
export function getToken (call: Call, simulation: Simulation): JsonAnswer {
  const { query } = call
  const account = identify(call, simulation, { grant_type: query.get('grant_type'), appid: query.get('appid'), secret: query.get('secret') })
  return 'errcode' in account ? account : { ...(account as Account).classicTokens.issueNew(simulation.now()) }
}

/** `POST /cgi-bin/stable_token`: the same token while it is good, a new one when forced. */
export function getStableToken (call: Call, simulation: Simulation): JsonAnswer {
  const input = readJsonBody(call.path, call.body)
  if (typeof input === 'number') return refuse(input)
  const account = identify(call, simulation, input)
  if ('errcode' in account) return account
  const { stableTokens } = account as Account
  const token = input.force_refresh === true ? stableTokens.issueForced(simulation.now()) : stableTokens.issueStable(simulation.now())
  return typeof token === 'number' ? refuse(token) : { ...token }
}

function identify (call: Call, simulation: Simulation, { grant_type: grantType, appid, secret }: Record<string, unknown>): Account | JsonAnswer {
  if (grantType !== 'client_credential') return refuse(40002)
  if (!appid) return refuse(41002)
  const account = simulation.accounts.get(String(appid))
  if (account === undefined) return refuse(40013)
  account.tokenFetches++
  if (!secret) return refuse(41004)
  const { appSecret, ipAllowList } = account.options
  if (secret !== appSecret) return refuse(40125)
  const address = call.remoteAddress
  if (ipAllowList !== undefined && !ipAllowList.includes(address)) {
    return { ...refuse(40164), errmsg: refuse(40164).errmsg!.replace('invalid ip,', `invalid ip ${address} ipv6 ::ffff:${address},`) }
  }
  const errcode = account.quota.count(call.path, simulation.now())
  return errcode === 0 ? account : refuse(errcode)
}
