import { serialize, type Document } from 'bson'
import { toDouble } from '../bson/number.js'
import { T, readFields, readItems, type Value } from '../bson/raw.js'
import { typeName } from '../bson/describe.js'
import { isTrue } from '../query/truth.js'
import { Refusal } from '../refusal.js'
import type { Request } from '../server/wire.js'

/** Fields that any command may carry. */
const general = new Set(['$db', 'lsid', '$clusterTime', '$readPreference', 'readConcern', 'writeConcern', 'maxTimeMS', 'comment', 'apiVersion', 'apiStrict', 'apiDeprecationErrors'])

/** A command with typed access to its fields. */
export class Command {
  readonly name: string
  readonly db: string
  readonly fields: Map<string, Value>
  readonly request: Request

  constructor (request: Request, outerDb = 'admin') {
    this.request = request
    this.fields = new Map(readFields(request.body.buf, request.body.at))
    this.name = this.fields.keys().next().value ?? ''
    const db = this.fields.get('$db')
    this.db = db?.type === T.string ? db.text : outerDb
  }

  /** Refuses fields that the command does not know. @throws Location40415 */
  allow (names: readonly string[]): void {
    for (const name of this.fields.keys()) {
      if (name === this.name || general.has(name) || names.includes(name)) continue
      if (name === 'txnNumber' || name === 'startTransaction' || name === 'autocommit') throw new Refusal('IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos; this store has no transactions')
      if (name === 'collation') throw new Refusal('BadValue', 'collation is not supported by this store')
      throw new Refusal(40415, `BSON field '${this.name}.${name}' is an unknown field.`)
    }
    const level = this.document('readConcern')?.get('level')
    if (level !== undefined && (level.type !== T.string || !['local', 'majority', 'available'].includes(level.text))) {
      throw new Refusal('InvalidOptions', `readConcern level ${level.type === T.string ? level.text : typeName(level.type)} is not supported by this store: use local or majority`)
    }
  }

  /** The namespace `db.collection`, whose collection the command's first field names. @throws InvalidNamespace (73) */
  get ns (): string {
    const name = this.fields.get(this.name)!
    if (name.type !== T.string) throw new Refusal('InvalidNamespace', `collection name has invalid type ${typeName(name.type)}`)
    return toNamespace(this.db, name.text)
  }

  /** Whether the answer has to wait for the disk: unless the write concern is w:0 or w:1 without j. */
  get isDurable (): boolean {
    const concern = this.document('writeConcern')
    if (concern === undefined) return true
    const j = concern.get('j')
    if (j !== undefined && isTrue(j)) return true
    const w = concern.get('w')
    if (w === undefined || w.type === T.string) return true
    if (toDouble(w) > 1) throw new Refusal('BadValue', "cannot use 'w' > 1 when a host is not replicated")
    return false
  }

  has (name: string): boolean {
    return this.fields.has(name)
  }

  /** A document or array field as it is. @throws TypeMismatch (14) */
  value (name: string, ...types: number[]): Value | undefined {
    const value = this.fields.get(name)
    if (value === undefined || value.type === T.null) return undefined
    if (!types.includes(value.type)) {
      throw new Refusal('TypeMismatch', `BSON field '${this.name}.${name}' is the wrong type '${typeName(value.type)}', expected type${types.length > 1 ? 's' : ''} ${types.map((type) => `'${typeName(type)}'`).join(' or ')}`)
    }
    return value
  }

  document (name: string): Map<string, Value> | undefined {
    const value = this.value(name, T.object)
    return value === undefined ? undefined : new Map(readFields(value.buf, value.at))
  }

  number (name: string): number | undefined {
    const value = this.value(name, T.int, T.long, T.double, T.decimal)
    return value === undefined ? undefined : Math.trunc(toDouble(value))
  }

  text (name: string): string | undefined {
    return this.value(name, T.string)?.text
  }

  flag (name: string): boolean {
    const value = this.value(name, T.bool, T.int, T.long, T.double)
    return value !== undefined && isTrue(value)
  }

  /** Documents in an array field or in a sequence beside the command. @throws TypeMismatch (14), Location40414 when missing */
  documents (name: string): Value[] {
    const beside = this.request.sequences.get(name)
    if (beside !== undefined) return beside
    const array = this.value(name, T.array)
    if (array === undefined) throw new Refusal(40414, `BSON field '${this.name}.${name}' is missing but a required field`)
    const items = readItems(array)
    for (const item of items) if (item.type !== T.object) throw new Refusal('TypeMismatch', `BSON field '${this.name}.${name}.0' is the wrong type '${typeName(item.type)}', expected type 'object'`)
    return items
  }
}

/** @throws InvalidNamespace (73) */
export function toNamespace (db: string, collection: string): string {
  if (db === '' || db.length > 63 || /[\0/\\. "$]/.test(db)) throw new Refusal('InvalidNamespace', `Invalid database name: '${db}'`)
  if (collection === '' || collection.startsWith('.') || /[\0$]/.test(collection) || db.length + collection.length > 254) throw new Refusal('InvalidNamespace', `Invalid namespace specified '${db}.${collection}'`)
  return `${db}.${collection}`
}

/** An answer as BSON. */
export function answer (fields: Document = {}): Buffer {
  return Buffer.from(serialize({ ...fields, ok: 1 }))
}

/** The answer to a command that is refused. */
export function answerRefusal (refusal: Refusal): Buffer {
  return Buffer.from(serialize({ ok: 0, errmsg: refusal.message, code: refusal.code, codeName: refusal.codeName, ...refusal.extra }))
}
