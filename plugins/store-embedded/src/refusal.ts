/** MongoDB's own error codes that this server answers with. @see mongodb/mongo src/mongo/base/error_codes.yml */
export const codes = {
  BadValue: 2,
  HostUnreachable: 6,
  FailedToParse: 9,
  UserNotFound: 11,
  Unauthorized: 13,
  TypeMismatch: 14,
  InvalidLength: 16,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CommandNotSupported: 115,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  InvalidIndexSpecificationOption: 197,
  NoSuchTransaction: 251,
  TransactionTooOld: 225,
  QueryExceededMemoryLimit: 292,
  InternalError: 1,
  NoQueryExecutionPlans: 291,
  DuplicateKey: 11000,
  ObjectTooLarge: 10334
} as const

const names = new Map<number, string>(Object.entries(codes).map(([name, code]) => [code, name]))
names.set(292, 'QueryExceededMemoryLimitNoDiskUseAllowed')
names.set(10334, 'BSONObjectTooLarge')

/** An answer of refusal in MongoDB's terms: it goes to the client as `{ ok: 0, code, codeName, errmsg }`. */
export class Refusal extends Error {
  readonly code: number
  /** Further fields of the answer, such as keyPattern and keyValue of a duplicate key. */
  readonly extra: Record<string, unknown>

  constructor (code: number | keyof typeof codes, message: string, extra: Record<string, unknown> = {}) {
    super(message)
    this.code = typeof code === 'number' ? code : codes[code]
    this.extra = extra
  }

  /** MongoDB's name of the code; codes without one are called `Location` and the number. */
  get codeName (): string {
    return names.get(this.code) ?? `Location${this.code}`
  }
}
