import type { Answer } from './call.js'

/** An exception of Frappe's, as its API tells it. */
export class FrappeError extends Error {
  readonly type: string
  readonly status: number

  constructor (type: string, message: string, status = 417) {
    super(message)
    this.type = type
    this.status = status
  }

  toAnswer (): Answer {
    return {
      status: this.status,
      body: {
        exc_type: this.type,
        exception: `frappe.exceptions.${this.type}: ${this.message}`,
        exc: JSON.stringify(['Traceback (most recent call last):\n  File "apps/frappe/secret_place.py", line 1']),
        _server_messages: JSON.stringify([JSON.stringify({ message: `<b>${this.message.replace(/</g, '&lt;')}</b>`, title: 'Message', indicator: 'red', raise_exception: 1 })])
      }
    }
  }
}

export const authentication = (): FrappeError => new FrappeError('AuthenticationError', 'Authentication failed', 401)
export const permission = (doctype: string): FrappeError => new FrappeError('PermissionError', `No permission for ${doctype}`, 403)
export const missing = (what: string): FrappeError => new FrappeError('DoesNotExistError', `${what} not found`, 404)
export const invalid = (message: string): FrappeError => new FrappeError('ValidationError', message)
export const noField = (field: string): FrappeError => new FrappeError('DataError', `Field not permitted in query: ${field}`)
