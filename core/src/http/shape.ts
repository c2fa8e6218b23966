import { Type, type Static, type TSchema } from '@kefuhub/contract'

/** A reference to a schema with an `$id`, so that the reference names it once. */
export function named<S extends TSchema> (schema: S) {
  return Type.Unsafe<Static<S>>({ $ref: `${(schema as { $id?: string }).$id}#` })
}
