import { Branch, nullValue } from '../bson/branch.js'
import { makeNumber } from '../bson/make.js'
import { T, Value, getField, readFields, readItems } from '../bson/raw.js'
import { isTrue } from '../query/truth.js'
import { Refusal } from '../refusal.js'
import { derive, type Stage } from './stages.js'

/** $unwind */
export function parseUnwind (operand: Value): Stage {
  const fields = operand.type === T.object ? new Map(readFields(operand.buf, operand.at)) : new Map([['path', operand]])
  for (const name of fields.keys()) if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(name)) throw new Refusal(28811, `unrecognized option to $unwind stage: ${name}`)
  const path = fields.get('path')
  if (path === undefined) throw new Refusal(28812, 'no path specified to $unwind stage')
  if (path.type !== T.string) throw new Refusal(28808, 'expected a string as the path for $unwind stage')
  if (!path.text.startsWith('$')) throw new Refusal(28818, `path option to $unwind stage should be prefixed with a '$': ${path.text}`)
  const names = path.text.slice(1).split('.')
  const indexName = fields.get('includeArrayIndex')?.text
  if (indexName?.startsWith('$') === true) throw new Refusal(28822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${indexName}`)
  const keep = fields.get('preserveNullAndEmptyArrays')
  const isKept = keep !== undefined && isTrue(keep)
  return (input) => {
    let waiting: Buffer[] = []
    return derive(input, () => {
      for (;;) {
        const ready = waiting.shift()
        if (ready !== undefined) return ready
        const doc = input.next()
        if (doc === undefined) return undefined
        waiting = unwind(doc, names, indexName, isKept)
      }
    })
  }
}

function unwind (doc: Buffer, names: string[], indexName: string | undefined, isKept: boolean): Buffer[] {
  let value: Value | undefined = new Value(T.object, doc, 0, doc.length)
  for (const name of names) value = value?.type === T.object ? getField(value.buf, value.at, Buffer.from(name)) : undefined
  if (value?.type === T.array && value.end - value.at > 5) return readItems(value).map((item, i) => change(doc, names, item, indexName, makeNumber(T.long, BigInt(i))))
  if (value !== undefined && value.type !== T.array && value.type !== T.null && value.type !== T.undefined) return [change(doc, names, value, indexName, nullValue)]
  if (!isKept) return []
  return [change(doc, names, value?.type === T.array ? undefined : value, indexName, nullValue)]
}

function change (doc: Buffer, names: string[], item: Value | undefined, indexName: string | undefined, index: Value): Buffer {
  const root = Branch.read(doc, 0, false)
  let parent: Branch | undefined = root
  for (const name of names.slice(0, -1)) parent = parent?.open(name)
  if (item === undefined) parent?.unset(names.at(-1)!)
  else parent?.set(names.at(-1)!, item)
  if (indexName === undefined) return root.toBuffer()
  let place = root
  const parts = indexName.split('.')
  for (const part of parts.slice(0, -1)) {
    let next = place.open(part)
    if (next === undefined) place.set(part, next = new Branch(false))
    place = next
  }
  place.set(parts.at(-1)!, index)
  return root.toBuffer()
}
