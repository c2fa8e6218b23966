/** An exception of Odoo's Python, as the API serialises it. */
export class OdooException extends Error {
  /** For example `odoo.exceptions.AccessDenied`. */
  readonly type: string
  /** HTTP status of JSON-2. Only Odoo's own exceptions have one besides 500. */
  readonly status: number

  constructor (type: string, message: string) {
    super(message)
    this.type = type
    this.status = STATUSES[type] ?? 500
  }

  /** The object that both APIs send. */
  serialise (): Record<string, unknown> {
    return {
      name: this.type,
      message: this.message,
      arguments: [this.message],
      context: {},
      debug: `Traceback (most recent call last):\n  File "/opt/odoo/odoo/http.py", line 1\n${this.type}: ${this.message}`
    }
  }
}

const STATUSES: Record<string, number> = {
  'odoo.exceptions.AccessDenied': 403,
  'odoo.exceptions.AccessError': 403,
  'odoo.exceptions.MissingError': 404,
  'odoo.exceptions.UserError': 422,
  'odoo.exceptions.ValidationError': 422,
  'werkzeug.exceptions.Unauthorized': 401,
  'werkzeug.exceptions.NotFound': 404,
  'werkzeug.exceptions.UnprocessableEntity': 422
}

/** What Python raises for a name or a value that does not fit. */
export function valueError (message: string): OdooException { return new OdooException('builtins.ValueError', message) }

/** What a model raises for values that break its rules. */
export function validationError (message: string): OdooException { return new OdooException('odoo.exceptions.ValidationError', message) }
