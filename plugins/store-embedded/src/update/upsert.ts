import { Branch } from '../bson/branch.js'
import { T, readFields, readItems, type Value } from '../bson/raw.js'
import { isOperators } from '../query/filter.js'
import { Refusal } from '../refusal.js'
import { parsePath, resolvePath } from './path.js'

/** What an upsert starts from: the fields that its filter demands to be equal to something. */
export function upsertBase (query: Value | undefined, isOnlyId: boolean): Buffer {
  const root = new Branch(false)
  const found = new Map<string, Value>()
  if (query !== undefined) collect(query, found)
  for (const [path, value] of found) {
    if (isOnlyId && path !== '_id') continue
    for (const other of found.keys()) {
      if (other.startsWith(`${path}.`)) throw new Refusal('ConflictingUpdateOperators', `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`)
    }
    for (const { parent, name } of resolvePath(root, parsePath(path), true, path, undefined, new Map())) parent.set(name, value)
  }
  return root.toBuffer()
}

function collect (query: Value, found: Map<string, Value>): void {
  const add = (path: string, value: Value): void => {
    if (found.has(path)) throw new Refusal('ConflictingUpdateOperators', `cannot infer query fields to set, path '${path}' is matched twice`)
    found.set(path, value)
  }
  for (const [name, value] of readFields(query.buf, query.at)) {
    if (name === '$and') for (const branch of readItems(value)) collect(branch, found)
    else if (name === '$or' && readItems(value).length === 1) collect(readItems(value)[0]!, found)
    else if (name.startsWith('$') || value.type === T.regex) continue
    else if (!isOperators(value)) add(name, value)
    else for (const equal of equalsOf(value)) add(name, equal)
  }
}

function equalsOf (operators: Value): Value[] {
  return [...readFields(operators.buf, operators.at)].flatMap(([name, value]) => {
    if (name === '$eq') return [value]
    const items = (name === '$in' || name === '$all') && value.type === T.array ? readItems(value) : []
    return items.length === 1 && items[0]!.type !== T.regex && !isOperators(items[0]!) ? items : []
  })
}
