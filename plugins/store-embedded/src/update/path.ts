import { Branch, toValue } from '../bson/branch.js'
import { describeValue } from '../bson/describe.js'
import { Writer } from '../bson/writer.js'
import type { Filter } from '../query/filter.js'
import { Refusal } from '../refusal.js'

/** One step of an update's path: a name, `$`, `$[]` or `$[name]`. */
export type Step = { kind: 'field', name: string } | { kind: 'position' } | { kind: 'all' } | { kind: 'filtered', name: string }

/** A place to change: a name in an opened document or array. */
export interface Place { parent: Branch, name: string, path: string }

/** Reads a path. @throws BadValue (2), 56 for an empty name, DollarPrefixedFieldName (52) */
export function parsePath (path: string): Step[] {
  return path.split('.').map((part, i, parts) => {
    if (part === '') throw new Refusal(56, parts.length === 1 ? 'An empty update path is not valid.' : `The update path '${path}' contains an empty field name, which is not allowed.`)
    if (part === '$' || part === '$[]' || /^\$\[.+\]$/.test(part)) {
      if (i === 0) throw new Refusal('BadValue', `Cannot have array filter identifier (i.e. '$[<id>]') or positional operator (i.e. '$') element in the first position in path '${path}'`)
      if (part === '$') return { kind: 'position' }
      return part === '$[]' ? { kind: 'all' } : { kind: 'filtered', name: part.slice(2, -1) }
    }
    if (part.startsWith('$') && !['$ref', '$id', '$db'].includes(part)) throw new Refusal('DollarPrefixedFieldName', `The dollar ($) prefixed field '${part}' in '${path}' is not valid for storage.`)
    return { kind: 'field', name: part }
  })
}

/** All places that a path stands for in a document. With `creates`, what is missing on the way is made. @throws PathNotViable (28), BadValue (2) */
export function resolvePath (root: Branch, steps: Step[], creates: boolean, path: string, position: number | undefined, filters: Map<string, Filter>): Place[] {
  let parents: Array<{ parent: Branch, path: string }> = [{ parent: root, path: '' }]
  const places: Place[] = []
  for (const [i, step] of steps.entries()) {
    const isLast = i === steps.length - 1
    const next: typeof parents = []
    for (const { parent, path: way } of parents) {
      for (const name of namesAt(parent, step, way, position, filters)) {
        const here = way === '' ? name : `${way}.${name}`
        if (isLast) {
          if (parent.isArray && parent.get(name) === undefined && !isArrayIndex(name)) {
            if (creates) throw notViable(step, `${way.split('.').at(-1)}: ${describeValue(toValue(parent))}`)
            continue
          }
          if (parent.isArray && creates && Number(name) > parent.nodes.length + 1_500_000) throw new Refusal('BadValue', `cannot backfill more than 1500000 array elements: ${path}`)
          places.push({ parent, name, path: here })
          continue
        }
        const child = enter(parent, name, creates, steps[i + 1]!)
        if (child !== undefined) next.push({ parent: child, path: here })
      }
    }
    parents = next
  }
  return places
}

const isArrayIndex = (name: string): boolean => /^(0|[1-9]\d{0,8})$/.test(name)

function enter (parent: Branch, name: string, creates: boolean, next: Step): Branch | undefined {
  const open = parent.open(name)
  if (open !== undefined) return open
  const node = parent.get(name)
  if (next.kind === 'all' || next.kind === 'filtered') {
    throw new Refusal('BadValue', node === undefined
      ? `The path '${name}' must exist in the document in order to apply array updates.`
      : `Cannot apply array updates to non-array element ${name}: ${describeValue(toValue(node))}`)
  }
  if (!creates) return undefined
  if (node !== undefined) throw notViable(next, `${name}: ${describeValue(toValue(node))}`)
  if (parent.isArray && !isArrayIndex(name)) throw notViable({ kind: 'field', name }, describeValue(toValue(parent)))
  const made = new Branch(false)
  parent.set(name, made)
  return made
}

function notViable (step: Step, element: string): Refusal {
  return new Refusal('PathNotViable', `Cannot create field '${'name' in step ? step.name : '$'}' in element {${element}}`)
}

function namesAt (parent: Branch, step: Step, way: string, position: number | undefined, filters: Map<string, Filter>): string[] {
  if (step.kind === 'field') return [step.name]
  if (step.kind === 'position') {
    if (position === undefined) throw new Refusal('BadValue', 'The positional operator did not find the match needed from the query.')
    return [String(position)]
  }
  if (!parent.isArray) throw new Refusal('BadValue', `Cannot apply array updates to non-array element ${way.split('.').at(-1)}: ${describeValue(toValue(parent))}`)
  if (step.kind === 'all') return parent.nodes.map((_node, i) => String(i))
  const filter = filters.get(step.name)!
  return parent.nodes.flatMap((node, i) => {
    const writer = new Writer()
    const start = writer.open()
    writer.value(step.name, toValue(node))
    writer.close(start)
    return filter.matches(writer.take()) ? [String(i)] : []
  })
}
