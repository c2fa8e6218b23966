import type { VendorAnswer } from '../vendor-server.js'

/** A refusal of the data API. */
export class SalesforceError extends Error {
  readonly status: number
  readonly errorCode: string
  readonly fields: readonly string[]

  constructor (status: number, errorCode: string, message: string, fields: readonly string[] = []) {
    super(message)
    this.status = status
    this.errorCode = errorCode
    this.fields = fields
  }

  /** As the answer of one call: always an array. */
  toAnswer (): VendorAnswer {
    const { status, message, errorCode, fields } = this
    return { status, body: [{ message, errorCode, ...(fields.length > 0 && { fields }) }] }
  }

  /** As the result of one record of many. */
  toResult (): Record<string, unknown> {
    return { success: false, errors: [{ statusCode: this.errorCode, message: this.message, fields: this.fields }] }
  }
}
