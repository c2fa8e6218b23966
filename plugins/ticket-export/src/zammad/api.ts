import { Rejected, type ErpHub } from '@kefuhub/contract'
import { createRest, quote, reasonOf, type Rest, type RestRequest, type RestResponse } from '@kefuhub/contract/rest'
import { textAt } from '../tickets/foreign.js'
import type { Options } from './options.js'

/** Opens the API of a Zammad. */
export function openApi (hub: ErpHub, { url, token, timeoutMs, maxConcurrent }: Options): Rest {
  return createRest(hub, {
    baseUrl: `${url.replace(/\/+$/, '')}/api/v1`,
    auth: { header: { name: 'authorization', value: `Token token=${token}` } },
    timeoutMs,
    maxConcurrent
  }, { judge })
}

function judge ({ status, body, text }: RestResponse, { method, path }: RestRequest): Error | undefined {
  if (status !== 400 && status !== 422) return undefined
  const reason = quote(textAt(body, 'error_human') ?? '')
  return new Rejected(`Zammad refused ${method} ${path.split('/')[1] ?? ''}: ${reason === '' ? reasonOf(body, text) : reason}`)
}
