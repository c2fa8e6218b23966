import { Branch, toValue, type Node } from '../bson/branch.js'
import { compareValues } from '../bson/order.js'
import { T, getField, readFields, readItems, type Value } from '../bson/raw.js'
import { parseFilter, type Filter } from '../query/filter.js'
import { Refusal } from '../refusal.js'
import { operators, type Operator } from './operators.js'
import { parsePath, resolvePath, type Step } from './path.js'

/** Largest document that is stored, in bytes. */
export const maxDocumentBytes = 16 << 20

/** What an update needs to know about the document at hand. */
export interface Circumstances { position: number | undefined, isInsert: boolean, now: Date }

interface Change { name: string, path: string, steps: Step[], operator: Operator, operand: Value }

const idField = Buffer.from('_id')

/** An update, read once and applied to any number of documents. */
export class Update {
  private readonly changes: Change[] = []
  private readonly filters: Map<string, Filter>
  private readonly replacement: Value | undefined

  /** @throws FailedToParse (9), BadValue (2), ConflictingUpdateOperators (40) */
  constructor (update: Value, arrayFilters: Value | undefined) {
    this.filters = readArrayFilters(arrayFilters)
    if (update.type === T.array) throw new Refusal('CommandNotSupported', 'updates with an aggregation pipeline are not supported by this store')
    const fields = [...readFields(update.buf, update.at)]
    this.replacement = fields[0]?.[0].startsWith('$') === true ? undefined : update
    if (this.replacement !== undefined) {
      for (const [name] of fields) if (name.startsWith('$')) throw new Refusal('DollarPrefixedFieldName', `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`)
      return
    }
    for (const [name, value] of fields) this.readOperator(name, value)
    this.checkConflicts()
    this.checkFilters()
  }

  get isReplacement (): boolean {
    return this.replacement !== undefined
  }

  /** The document after the update, the very same buffer if nothing changes. @throws ImmutableField (66), ObjectTooLarge (10334) */
  apply (doc: Buffer, circumstances: Circumstances): Buffer {
    const id = getField(doc, 0, idField)
    if (this.replacement !== undefined) return this.replace(doc, id)
    const root = Branch.read(doc, 0, false)
    let isChanged = false
    for (const change of this.changes) {
      if (change.name === '$setOnInsert' && !circumstances.isInsert) continue
      if (change.name === '$rename') checkSource(root, change.path)
      for (const { parent, name, path } of resolvePath(root, change.steps, change.operator.creates, change.path, circumstances.position, this.filters)) {
        if (change.operator.apply(parent, name, change.operand, { ...circumstances, path, root, filters: this.filters })) isChanged = true
      }
    }
    if (!isChanged) return doc
    checkId(id, root.get('_id'))
    if (root.names[0] !== '_id' && root.get('_id') !== undefined) moveIdFirst(root)
    return checkSize(root.toBuffer())
  }

  private replace (doc: Buffer, id: Value | undefined): Buffer {
    const source = this.replacement!
    const given = getField(source.buf, source.at, idField)
    if (given !== undefined) checkId(id, given)
    const root = Branch.read(source.buf, source.at, false)
    if (given === undefined && id !== undefined) root.set('_id', id)
    if (root.get('_id') !== undefined) moveIdFirst(root)
    const made = checkSize(root.toBuffer())
    return made.equals(doc) ? doc : made
  }

  private readOperator (name: string, value: Value): void {
    const operator = operators[name]
    if (operator === undefined) {
      throw new Refusal('FailedToParse', `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`)
    }
    if (value.type !== T.object) throw new Refusal('FailedToParse', `Modifiers operate on fields but we found type ${value.type} instead. For example: {$mod: {<field>: ...}} not {${name}: ...}`)
    for (const [path, operand] of readFields(value.buf, value.at)) {
      operator.check?.(operand, path)
      this.changes.push({ name, path, steps: parsePath(path), operator, operand })
      if (name !== '$rename') continue
      const target = operand.text
      if (target === path) throw new Refusal('BadValue', `The source and target field for $rename must differ: ${path}: "${path}"`)
      this.changes.push({ name: '$rename target', path: target, steps: parsePath(target), operator: { creates: false, apply: () => false }, operand })
    }
  }

  private checkConflicts (): void {
    const seen: string[] = []
    for (const { path } of this.changes) {
      for (const other of seen) {
        if (other === path || other.startsWith(path + '.') || path.startsWith(other + '.')) {
          throw new Refusal('ConflictingUpdateOperators', `Updating the path '${path}' would create a conflict at '${path.length < other.length ? path : other}'`)
        }
      }
      seen.push(path)
    }
  }

  private checkFilters (): void {
    const used = new Set(this.changes.flatMap(({ steps }) => steps.flatMap((step) => step.kind === 'filtered' ? [step.name] : [])))
    for (const name of used) {
      if (!this.filters.has(name)) throw new Refusal('BadValue', `No array filter found for identifier '${name}' in path '${this.changes.find(({ path }) => path.includes(`$[${name}]`))!.path}'`)
    }
    for (const name of this.filters.keys()) {
      if (!used.has(name)) throw new Refusal('FailedToParse', `The array filter for identifier '${name}' was not used in the update`)
    }
  }
}

function readArrayFilters (arrayFilters: Value | undefined): Map<string, Filter> {
  const filters = new Map<string, Filter>()
  if (arrayFilters === undefined) return filters
  for (const item of readItems(arrayFilters)) {
    const names = new Set([...readFields(item.buf, item.at)].flatMap(([name, value]) => topNames(name, value)))
    if (names.size !== 1) throw new Refusal('FailedToParse', `Error parsing array filter :: caused by :: ${names.size === 0 ? 'Expected a single top-level field name, found none' : `Expected a single top-level field name, found '${[...names].join("' and '")}'`}`)
    const name = [...names][0]!
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) throw new Refusal('BadValue', `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`)
    if (filters.has(name)) throw new Refusal('FailedToParse', `Found multiple array filters with the same top-level field name ${name}`)
    filters.set(name, parseFilter(item))
  }
  return filters
}

function topNames (name: string, value: Value): string[] {
  if (!name.startsWith('$')) return [name.split('.')[0]!]
  return value.type === T.array
    ? readItems(value).flatMap((item) => [...readFields(item.buf, item.at)].flatMap(([inner, one]) => topNames(inner, one)))
    : []
}

/** Most updates refuse a path that cannot be, and so does a rename of one. @throws PathNotViable (28) */
function checkSource (root: Branch, path: string): void {
  let parent: Branch | undefined = root
  for (const part of path.split('.')) {
    if (parent === undefined) throw new Refusal('PathNotViable', `Cannot use the part (${part}) of (${path}) to traverse a value that is no document`)
    if (parent.isArray && !/^\d+$/.test(part)) throw new Refusal('PathNotViable', `Cannot use the part (${part}) of (${path}) to traverse an array`)
    if (parent.get(part) === undefined) return
    parent = parent.open(part)
  }
}

function checkId (before: Value | undefined, after: Node | undefined): void {
  if (before === undefined) return
  if (after === undefined || compareValues(before, toValue(after)) !== 0) {
    throw new Refusal('ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'")
  }
}

function moveIdFirst (root: Branch): void {
  const at = root.names.indexOf('_id')
  root.names.unshift(...root.names.splice(at, 1))
  root.nodes.unshift(...root.nodes.splice(at, 1))
}

/** @throws ObjectTooLarge (10334) */
export function checkSize (doc: Buffer): Buffer {
  if (doc.length > maxDocumentBytes) throw new Refusal('ObjectTooLarge', `BSONObj size: ${doc.length} is invalid. Size must be between 0 and ${maxDocumentBytes}`)
  return doc
}
