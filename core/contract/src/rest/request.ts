/** A call of another system's API. At most one of `body`, `form` and `raw` is given. */
export interface RestRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Joined to the base address; a whole address only within the same origin. */
  path: string
  /** What is undefined is left out. */
  query?: Record<string, string | number | boolean | undefined>
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  form?: URLSearchParams | FormData
  raw?: { type: string, content: Buffer | string }
  /** Whether a lost answer leaves in doubt what happened. Default: the method is not GET. */
  isWrite?: boolean
  /** Default: the connection's. */
  timeoutMs?: number
  signal?: AbortSignal
  /** Statuses that come back besides 2xx. */
  accept?: readonly number[]
  /** The same as 404 in `accept`. */
  accept404?: boolean
}

/** What came back. */
export interface RestResponse {
  status: number
  headers: Headers
  /** Parsed JSON, undefined for an empty body or one that is none. */
  body: unknown
  text: string
}

/** Whether a lost answer to this request leaves in doubt what happened. */
export function isWrite ({ method, isWrite = method !== 'GET' }: RestRequest): boolean { return isWrite }

/** Whether the caller of this request wants to see answers of this status. */
export function accepts (request: RestRequest, status: number): boolean {
  return (status >= 200 && status < 300) || request.accept?.includes(status) === true || (status === 404 && request.accept404 === true)
}
