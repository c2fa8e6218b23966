import { deserialize, type Document } from 'bson'
import { Context, evalExpr } from 'mingo/core'
import * as expressionOperators from 'mingo/operators/expression'
import { makeValue } from '../bson/make.js'
import { T, type Value } from '../bson/raw.js'
import { Writer } from '../bson/writer.js'
import { Refusal } from '../refusal.js'
import { ownOperators } from './operators.js'

/** Expression operators that behave as MongoDB documents them; any other is refused by name. */
const borrowed = [
  '$abs', '$add', '$ceil', '$divide', '$exp', '$floor', '$ln', '$log', '$log10', '$mod', '$multiply', '$pow', '$round', '$sqrt', '$subtract', '$trunc',
  '$arrayElemAt', '$arrayToObject', '$concatArrays', '$filter', '$indexOfArray', '$isArray', '$map', '$range', '$reduce', '$reverseArray', '$size', '$slice', '$zip',
  '$cond', '$ifNull', '$switch',
  '$dateAdd', '$dateDiff', '$dateFromParts', '$dateSubtract', '$dateToParts', '$dateToString', '$dateTrunc', '$dayOfMonth', '$dayOfWeek', '$dayOfYear', '$hour', '$isoDayOfWeek', '$isoWeek', '$isoWeekYear', '$millisecond', '$minute', '$month', '$second', '$week', '$year',
  '$literal', '$mergeObjects', '$objectToArray',
  '$concat', '$indexOfBytes', '$ltrim', '$regexMatch', '$replaceAll', '$replaceOne', '$rtrim', '$split', '$strLenBytes', '$strLenCP', '$substr', '$substrBytes', '$substrCP', '$toLower', '$toUpper', '$trim',
  '$toDate', '$toString', '$isNumber', '$let', '$allElementsTrue', '$anyElementTrue'
]

type Operator = (doc: unknown, expression: unknown, options: unknown) => unknown
const known: Record<string, Operator> = Object.create(null) as Record<string, Operator>
for (const name of borrowed) known[name] = (expressionOperators as unknown as Record<string, Operator>)[name]!
Object.assign(known, ownOperators)
const context = Context.init({ expression: known as never })

const options = { idKey: '_id', processingMode: 0, useStrictMode: true, failOnError: true, scriptEnabled: false, context }

/** Names that a client may not use as variables. */
const systemVariables = new Set(['ROOT', 'CURRENT', 'REMOVE', 'NOW'])

/** An aggregation expression, checked once and evaluated for any number of documents. */
export class Expression {
  private readonly source: unknown
  private readonly variables: Document

  constructor (source: unknown, variables: Document) {
    this.source = source
    this.variables = variables
  }

  /** The JavaScript value for a document; undefined when there is none. */
  evaluate (doc: Buffer): unknown {
    return this.evaluateDecoded(decode(doc))
  }

  evaluateDecoded (document: Document): unknown {
    if (typeof this.source !== 'string' && typeof this.source !== 'object') return this.source
    try {
      return evalExpr(document, this.source, { ...options, variables: this.variables })
    } catch (error) {
      if (error instanceof Refusal) throw error
      throw new Refusal(16554, `The expression failed: ${(error as Error).message}`)
    }
  }

  /** The value for a document as BSON. */
  valueFor (doc: Buffer): Value | undefined {
    const result = this.evaluate(doc)
    return result === undefined ? undefined : makeValue(result)
  }

  isTrue (doc: Buffer): boolean {
    const result = this.evaluate(doc)
    return result !== undefined && result !== null && result !== false && Number(result) !== 0
  }
}

/** A document as JavaScript values, for expressions. */
export const decode = (doc: Buffer): Document => deserialize(doc, { promoteBuffers: false, bsonRegExp: true })

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

/** The field that an expression names and nothing else: `$a.b` gives `a.b`. */
export function toFieldPath (value: Value): string | undefined {
  return value.type === T.string && /^\$[^$]/.test(value.text) ? value.text.slice(1) : undefined
}

