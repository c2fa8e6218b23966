import { API_PATH } from './address.js'
import { ApiError } from './api-error.js'
import { takeEarly } from './early.js'
import { toSearchPart, type SearchPart } from './search-part.js'

/** What a request may carry besides its body. */
export interface RequestOptions {
  query?: SearchPart
  headers?: Record<string, string>
  signal?: AbortSignal
}

type Listener = (error: ApiError) => void
const listeners = new Set<Listener>()

/** Speaks to the hub. Bodies are JSON, except for a Blob, which is sent as it is. Every call throws `ApiError`. */
export const api = {
  get: async <T>(path: string, options?: RequestOptions) => await send<T>('GET', path, undefined, options),
  post: async <T = void>(path: string, body?: unknown, options?: RequestOptions) => await send<T>('POST', path, body, options),
  put: async <T = void>(path: string, body?: unknown, options?: RequestOptions) => await send<T>('PUT', path, body, options),
  patch: async <T = void>(path: string, body?: unknown, options?: RequestOptions) => await send<T>('PATCH', path, body, options),
  delete: async <T = void>(path: string, options?: RequestOptions) => await send<T>('DELETE', path, undefined, options)
}

/** Tells of every refusal, whoever asked. @returns ends it */
export function onRefusal (listener: Listener): () => void {
  listeners.add(listener)
  return () => { listeners.delete(listener) }
}

async function send<T> (method: string, path: string, body: unknown, { query = {}, headers, signal }: RequestOptions = {}): Promise<T> {
  const url = API_PATH + path + toSearchPart(query)
  const isBlob = body instanceof Blob
  const early = method === 'GET' ? await takeEarly(url) : undefined
  if (early !== undefined) return early as T
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': isBlob ? body.type || 'application/octet-stream' : 'application/json' }), ...headers },
    ...(body !== undefined && { body: isBlob ? body : JSON.stringify(body) }),
    ...(signal !== undefined && { signal })
  }).catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause
    throw new ApiError('NETWORK', 'The hub does not answer.', 0, undefined, { cause })
  })
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  const error = await toError(response)
  for (const listener of listeners) listener(error)
  throw error
}

async function toError (response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => undefined) as { error?: { code?: string, message?: string, requestId?: string } } | undefined
  const { code = `HTTP_${response.status}`, message = response.statusText, requestId } = body?.error ?? {}
  return new ApiError(code, message, response.status, requestId)
}
