import { Type } from '@kefuhub/contract'
import { Paging, RequestTemplate, expression } from '@kefuhub/contract/rest'

/** Options of a part whose keys are all known. */
export const closed = { additionalProperties: false } as const

/** Option: a header that makes the system do a call once for each value. */
export const IdempotencyHeader = Type.Optional(Type.String({
  pattern: '^[A-Za-z0-9-]{1,64}$', description: 'Header by whose value the system does a call once, for example Idempotency-Key'
}))

/** Option: a list that is read with a call. @param what is in it */
export const List = (description: string) => Type.Object({ request: RequestTemplate, ...Paging.properties }, { ...closed, description })

/** Option: a call whose answer holds one record. */
export const One = (description: string) => Type.Object({
  request: RequestTemplate,
  answer: Type.Optional(expression('JSONata from the answer to the record in it; absent: the answer is the record'))
}, { ...closed, description })
