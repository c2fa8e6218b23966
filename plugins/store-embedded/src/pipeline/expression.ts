import { deserialize, type Document } from 'bson'
import { Context, evalExpr } from 'mingo/core'
import * as expressionOperators from 'mingo/operators/expression'
import { makeValue } from '../bson/make.js'
import { T, Value, getField } from '../bson/raw.js'
import { isTrue } from '../query/truth.js'
import { Writer } from '../bson/writer.js'
import { Refusal } from '../refusal.js'
import { ownOperators } from './operators.js'

/** Expression operators that behave as MongoDB documents them; any other is refused by name. */
const borrowed = [
  '$abs', '$add', '$ceil', '$divide', '$exp', '$floor', '$ln', '$log', '$log10', '$mod', '$multiply', '$pow', '$round', '$sqrt', '$subtract', '$trunc',
  '$arrayElemAt', '$arrayToObject', '$concatArrays', '$filter', '$indexOfArray', '$isArray', '$map', '$range', '$reduce', '$reverseArray', '$size', '$slice', '$zip',
  '$cond', '$ifNull', '$switch',
  '$dateAdd', '$dateDiff', '$dateFromParts', '$dateSubtract',
  '$literal', '$mergeObjects', '$objectToArray',
  '$concat', '$indexOfBytes', '$ltrim', '$regexMatch', '$replaceAll', '$replaceOne', '$rtrim', '$split', '$strLenBytes', '$strLenCP', '$substr', '$substrBytes', '$substrCP', '$toLower', '$toUpper', '$trim',
  '$toDate', '$toString', '$isNumber', '$let', '$allElementsTrue', '$anyElementTrue'
]

type Operator = (doc: unknown, expression: unknown, options: unknown) => unknown
const known: Record<string, Operator> = Object.create(null) as Record<string, Operator>
for (const name of borrowed) known[name] = (expressionOperators as unknown as Record<string, Operator>)[name]!

/** Operators over one date, which give null where there is none; mingo refuses that. */
const ofDates = ['$dateToParts', '$dateToString', '$dateTrunc', '$dayOfMonth', '$dayOfWeek', '$dayOfYear', '$hour', '$isoDayOfWeek', '$isoWeek', '$isoWeekYear', '$millisecond', '$minute', '$month', '$second', '$week', '$year']
for (const name of ofDates) {
  const borrowedOne = (expressionOperators as unknown as Record<string, Operator>)[name]!
  known[name] = (doc, expression, options) => {
    const { date = expression, onNull = null } = (typeof expression === 'object' && expression !== null && 'date' in expression ? expression : {}) as { date?: unknown, onNull?: unknown }
    const value = evalExpr(doc, date, options as never)
    return value === null || value === undefined ? evalExpr(doc, onNull, options as never) : borrowedOne(doc, expression, options)
  }
}
Object.assign(known, ownOperators)
const context = Context.init({ expression: known as never })

const options = { idKey: '_id', processingMode: 0, useStrictMode: true, failOnError: true, scriptEnabled: false, context }

/** Names that a client may not use as variables. */
const systemVariables = new Set(['ROOT', 'CURRENT', 'REMOVE', 'NOW'])

/** An aggregation expression, checked once and evaluated for any number of documents. */
export class Expression {
  private readonly source: unknown
  private readonly variables: Document
  /** The path of an expression that only names a field. */
  private readonly parts: Buffer[] | undefined
  /** The value of an expression that is the same for every document. */
  private readonly constant: Value | undefined

  constructor (source: unknown, variables: Document) {
    this.source = source
    this.variables = variables
    if (typeof source === 'string' && /^\$[^$]/.test(source)) this.parts = source.slice(1).split('.').map((part) => Buffer.from(part))
    const isConstant = source === null || (typeof source === 'string' ? !source.startsWith('$') : typeof source !== 'object')
    if (isConstant) this.constant = makeValue(source)
  }

  /** The JavaScript value for a document; undefined when there is none. */
  evaluate (doc: Buffer): unknown {
    try {
      return evalExpr(decodeOnce(doc), this.source, { ...options, variables: this.variables })
    } catch (error) {
      if (error instanceof Refusal) throw error
      throw new Refusal(16554, `The expression failed: ${(error as Error).message}`)
    }
  }

  /** The value for a document as BSON. A field that is only named keeps its exact type. */
  valueFor (doc: Buffer): Value | undefined {
    if (this.constant !== undefined) return this.constant
    if (this.parts !== undefined) {
      const found = findPlain(doc, this.parts)
      if (found !== 'array') return found
    }
    const result = this.evaluate(doc)
    return result === undefined ? undefined : makeValue(result)
  }

  isTrue (doc: Buffer): boolean {
    const value = this.valueFor(doc)
    return value !== undefined && isTrue(value)
  }
}

/** The value at a path that meets no array on its way. */
function findPlain (doc: Buffer, parts: Buffer[]): Value | undefined | 'array' {
  let value: Value | undefined = new Value(T.object, doc, 0, doc.length)
  for (const part of parts) {
    if (value.type === T.array) return 'array'
    value = value.type === T.object ? getField(value.buf, value.at, part) : undefined
    if (value === undefined) return undefined
  }
  return value
}

let lastDoc: Buffer | undefined
let lastDecoded: Document = {}

/** Decodes a document for the several expressions that ask about it one after the other. */
function decodeOnce (doc: Buffer): Document {
  if (doc !== lastDoc) {
    lastDecoded = decode(doc)
    lastDoc = doc
  }
  return lastDecoded
}

/** A document as JavaScript values, for expressions. */
const decode = (doc: Buffer): Document => deserialize(doc, { promoteBuffers: false, bsonRegExp: true, validation: { utf8: false } })

/** One value as JavaScript. */
export function decodeValue (value: Value): unknown {
  const writer = new Writer(value.end - value.at + 16)
  const start = writer.open()
  writer.value('v', value)
  writer.close(start)
  return decode(writer.take()).v as unknown
}

/** Reads an expression. @throws InvalidPipelineOperator (168), Location17276 for unknown variables */
export function parseExpression (value: Value, variables: Document): Expression {
  return makeExpression(decodeValue(value), variables)
}

export function makeExpression (source: unknown, variables: Document): Expression {
  checkExpression(source, new Set(Object.keys(variables)))
  return new Expression(source, variables)
}

function checkExpression (source: unknown, variables: ReadonlySet<string>): void {
  if (typeof source === 'string') return checkReference(source, variables)
  if (Array.isArray(source)) {
    for (const item of source) checkExpression(item, variables)
    return
  }
  if (typeof source !== 'object' || source === null || source.constructor !== Object) return
  const entries = Object.entries(source as Document)
  for (const [name, operand] of entries) {
    if (!name.startsWith('$')) {
      if (name.includes('.')) throw new Refusal(16412, `FieldPath field names may not contain '.'. Consider using $getField or $setField: ${name}`)
      checkExpression(operand, variables)
      continue
    }
    if (entries.length > 1) throw new Refusal(15983, `an expression specification must contain exactly one field, the name of the expression. Found ${entries.length} fields`)
    if (known[name] === undefined) throw new Refusal('InvalidPipelineOperator', `Unrecognized expression '${name}'`)
    if (name === '$literal') return
    checkExpression(operand, withLocals(name, operand, variables))
  }
}

function checkReference (text: string, variables: ReadonlySet<string>): void {
  if (!text.startsWith('$')) return
  if (text === '$') throw new Refusal(16872, "'$' by itself is not a valid FieldPath")
  const [first, ...rest] = text.slice(text.startsWith('$$') ? 2 : 1).split('.')
  if (first === '' || rest.includes('')) throw new Refusal(text.startsWith('$$') ? 'FailedToParse' : 15998, text.startsWith('$$') ? 'empty variable names are not allowed' : 'FieldPath field names may not be empty strings.')
  if (!text.startsWith('$$')) return
  if (!systemVariables.has(first!) && !variables.has(first!)) throw new Refusal(17276, `Use of undefined variable: ${first}`)
}

/** The names that an operator adds for the expressions inside it. */
function withLocals (name: string, operand: unknown, variables: ReadonlySet<string>): ReadonlySet<string> {
  const fields = typeof operand === 'object' && operand !== null ? operand as Document : {}
  if (name === '$map' || name === '$filter') return new Set([...variables, typeof fields.as === 'string' ? fields.as : 'this', 'this'])
  if (name === '$reduce') return new Set([...variables, 'this', 'value'])
  if (name === '$let') return new Set([...variables, ...Object.keys(fields.vars as Document ?? {})])
  return variables
}
