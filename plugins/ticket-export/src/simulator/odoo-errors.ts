/** An exception of Odoo's, with the name of its class in Python. */
export class OdooError extends Error {
  override readonly name: string
  /** The status with which JSON-2 answers. */
  readonly status: number

  constructor (name: string, message: string, status = 422) {
    super(message)
    this.name = name
    this.status = status
  }
}

export const accessDenied = (): OdooError => new OdooError('odoo.exceptions.AccessDenied', 'Access Denied', 401)
export const accessError = (model: string): OdooError => new OdooError('odoo.exceptions.AccessError', `You are not allowed to access '${model}' records.`, 403)
export const missing = (model: string): OdooError => new OdooError('odoo.exceptions.MissingError', `Record does not exist or has been deleted. (Records: ${model})`, 404)
export const userError = (message: string): OdooError => new OdooError('odoo.exceptions.UserError', message)
export const validation = (message: string): OdooError => new OdooError('odoo.exceptions.ValidationError', message)
export const valueError = (message: string): OdooError => new OdooError('builtins.ValueError', message)
export const noMethod = (model: string, method: string): OdooError =>
  new OdooError('builtins.AttributeError', `The method '${model}.${method}' does not exist`, 404)
export const locked = (): OdooError => new OdooError('psycopg2.errors.SerializationFailure', 'could not serialize access due to concurrent update', 500)
