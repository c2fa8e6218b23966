import { Elements, T, Value, getField, isIndexName } from '../bson/raw.js'

/** All values at a path of a document, through arrays, and of an array at its end the elements. */
export function valuesAt (doc: Buffer, parts: Buffer[]): Value[] {
  const out: Value[] = []
  collect(new Value(T.object, doc, 0, doc.length), parts, 0, out)
  return out
}

function collect (value: Value | undefined, parts: Buffer[], part: number, out: Value[]): void {
  if (value === undefined) return
  if (part === parts.length) {
    if (value.type !== T.array) {
      out.push(value)
      return
    }
    const elements = new Elements(value.buf, value.at)
    while (elements.next()) out.push(elements.value)
    return
  }
  if (value.type === T.object) return collect(getField(value.buf, value.at, parts[part]!), parts, part + 1, out)
  if (value.type !== T.array) return
  if (isIndexName(parts[part]!)) collect(getField(value.buf, value.at, parts[part]!), parts, part + 1, out)
  const elements = new Elements(value.buf, value.at)
  while (elements.next()) if (elements.type === T.object) collect(elements.value, parts, part, out)
}
