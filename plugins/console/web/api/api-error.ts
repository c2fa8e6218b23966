/** The hub refused a request, or did not answer: then `status` is 0 and `code` NETWORK. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly requestId: string | undefined

  constructor (code: string, message: string, status: number, requestId?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = status
    this.requestId = requestId
  }
}
