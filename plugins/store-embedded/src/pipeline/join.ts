import type { Document } from 'bson'
import { Branch, nullValue } from '../bson/branch.js'
import { T, Value, readFields, readItems } from '../bson/raw.js'
import { Writer } from '../bson/writer.js'
import type { Source } from '../query/find.js'
import { toArray } from '../query/projection.js'
import { Refusal } from '../refusal.js'
import { fromList } from '../commands/cursors.js'
import { decodeValue, parseExpression, type Expression } from './expression.js'
import { run } from './run.js'
import { derive, parsePipeline, stageOf, toDocument, type Scope, type Stage } from './stages.js'

const drain = (source: Source): Buffer[] => {
  const docs: Buffer[] = []
  for (let doc = source.next(); doc !== undefined; doc = source.next()) docs.push(doc)
  source.pause()
  return docs
}

const asValues = (docs: Buffer[]): Value => toArray(docs.map((doc) => new Value(T.object, doc, 0, doc.length)))

/** $facet: several pipelines over the same documents. */
export function parseFacet (operand: Value, scope: Scope): Stage {
  const fields = operand.type === T.object ? [...readFields(operand.buf, operand.at)] : []
  if (fields.length === 0) throw new Refusal(40169, 'the $facet specification must be a non-empty object')
  const facets = fields.map(([name, value]): [string, Stage[]] => {
    if (value.type !== T.array) throw new Refusal(40170, `arguments to $facet must be arrays, ${name} is type ${value.type}`)
    for (const stage of readItems(value)) if (stageOf(stage)[0] === '$facet') throw new Refusal(40600, '$facet is not allowed to be used within a $facet stage')
    return [name, parsePipeline(readItems(value), scope)]
  })
  return (input) => {
    let isDone = false
    return derive(input, () => {
      if (isDone) return undefined
      isDone = true
      const docs = drain(input)
      return toDocument(facets.map(([name, stages]) => [name, asValues(drain(stages.reduce<Source>((source, stage) => stage(source), fromList(docs))))]))
    })
  }
}

/** $lookup: joins another collection of the same database, by equal fields, by a pipeline, or by both. */
export function parseLookup (operand: Value, scope: Scope): Stage {
  const fields = operand.type === T.object ? new Map(readFields(operand.buf, operand.at)) : new Map<string, Value>()
  for (const name of fields.keys()) if (!['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'].includes(name)) throw new Refusal('FailedToParse', `unknown argument to $lookup: ${name}`)
  const text = (name: string): string | undefined => {
    const value = fields.get(name)
    if (value !== undefined && value.type !== T.string) throw new Refusal('FailedToParse', `$lookup argument '${name}' must be a string`)
    return value?.text
  }
  const [from, as, local, foreign] = [text('from'), text('as'), text('localField'), text('foreignField')]
  const pipeline = fields.get('pipeline')
  if (from === undefined || as === undefined) throw new Refusal('FailedToParse', "$lookup requires 'from' and 'as' to be given as strings")
  if ((local === undefined) !== (foreign === undefined) || (local === undefined && pipeline === undefined)) throw new Refusal('FailedToParse', '$lookup requires either \'pipeline\' or both \'localField\' and \'foreignField\' to be specified')
  const variables = fields.get('let')
  const bound: Array<[string, Expression]> = variables === undefined ? [] : [...readFields(variables.buf, variables.at)].map(([name, value]) => [name, parseExpression(value, scope.variables)])
  const stages = pipeline === undefined ? [] : readItems(pipeline)
  // Read once for its errors; with variables it is read again for every document.
  parsePipeline(stages, { ...scope, variables: { ...scope.variables, ...Object.fromEntries(bound.map(([name]) => [name, null])) } })
  const path = as.split('.')
  return (input) => derive(input, () => {
    const doc = input.next()
    if (doc === undefined) return undefined
    const inner: Document = { ...scope.variables }
    for (const [name, expression] of bound) {
      const value = expression.valueFor(doc)
      inner[name] = value === undefined ? undefined : decodeValue(value)
    }
    const all = local === undefined ? stages : [matchStage(doc, local, foreign!), ...stages]
    return attach(doc, path, asValues(drain(run(`${scope.db}.${from}`, all, { ...scope, variables: inner }))))
  })
}

/** The stage `{ $match: { foreign: … } }` for the values of a local field. */
function matchStage (doc: Buffer, local: string, foreign: string): Value {
  const values = localValues(new Value(T.object, doc, 0, doc.length), local.split('.'))
  const writer = new Writer()
  const stage = writer.open()
  writer.name(T.object, '$match')
  const match = writer.open()
  writer.name(T.array, '$or')
  const branches = writer.open();
  (values.length === 0 ? [nullValue] : values).forEach((value, i) => {
    writer.name(T.object, String(i))
    const branch = writer.open()
    writer.name(T.object, foreign)
    const operator = writer.open()
    writer.value('$eq', value)
    writer.close(operator)
    writer.close(branch)
  })
  writer.close(branches)
  writer.close(match)
  writer.close(stage)
  const buf = writer.take()
  return new Value(T.object, buf, 0, buf.length)
}

function localValues (value: Value, path: string[]): Value[] {
  if (value.type === T.array) return readItems(value).flatMap((item) => item.type === T.array ? (path.length === 0 ? [item] : []) : localValues(item, path))
  if (path.length === 0) return [value]
  if (value.type !== T.object) return []
  const field = new Map(readFields(value.buf, value.at)).get(path[0]!)
  return field === undefined ? [] : localValues(field, path.slice(1))
}

function attach (doc: Buffer, path: string[], value: Value): Buffer {
  const root = Branch.read(doc, 0, false)
  let parent = root
  for (const name of path.slice(0, -1)) {
    let next = parent.open(name)
    if (next === undefined || next.isArray) parent.set(name, next = new Branch(false))
    parent = next
  }
  parent.set(path.at(-1)!, value)
  return root.toBuffer()
}
