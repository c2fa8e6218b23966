import { serialize, type Document } from 'bson'
import { T, Value, firstName, readFields, readItems } from '../bson/raw.js'
import { toDouble } from '../bson/number.js'
import { parseExpression, type Expression } from '../pipeline/expression.js'
import { Refusal } from '../refusal.js'
import { matchNode, matchValue, takePosition } from './match.js'
import { AllTest, BitsTest, CompareTest, ElementTest, ExistsTest, InTest, ItemsTest, ModTest, RegexTest, SizeTest, TypeTest, type Test } from './tests.js'
import { toRegExp } from './regex.js'
import { isTrue } from './truth.js'

/** A parsed filter. */
export type Node =
  | { kind: 'and' | 'or' | 'nor', nodes: Node[] }
  | { kind: 'not', node: Node }
  | { kind: 'leaf', path: string, parts: Buffer[], test: Test }
  | { kind: 'expr', expression: Expression }

/** A filter, ready to be asked about documents. */
export class Filter {
  readonly node: Node
  /** Whether every document matches. */
  readonly isEmpty: boolean

  constructor (node: Node) {
    this.node = node
    this.isEmpty = node.kind === 'and' && node.nodes.length === 0
  }

  matches (doc: Buffer): boolean {
    return this.isEmpty || matchNode(this.node, doc, 0)
  }

  /** The place in an array by which a document matched, which `$` in updates and projections stands for. */
  positionIn (doc: Buffer): number | undefined {
    takePosition()
    this.matches(doc)
    return takePosition()
  }
}

/** Reads a filter. @throws BadValue (2) */
export function parseFilter (filter: Value | undefined, variables: Document = {}): Filter {
  return new Filter(filter === undefined ? { kind: 'and', nodes: [] } : parseNode(filter, variables))
}

/** Reads a filter given as a decoded document. */
export function parseFilterDocument (document: Document): Filter {
  const buf = Buffer.from(serialize(document))
  return parseFilter(new Value(T.object, buf, 0, buf.length))
}

const bad = (message: string): never => { throw new Refusal('BadValue', message) }
const refused = ['$where', '$text', '$jsonSchema', '$sampleRate', '$alwaysTrue', '$alwaysFalse']

function parseNode (filter: Value, variables: Document): Node {
  const nodes: Node[] = []
  for (const [name, value] of readFields(filter.buf, filter.at)) {
    if (name === '$and' || name === '$or' || name === '$nor') {
      if (value.type !== T.array) bad(`${name} must be an array`)
      const branches = readItems(value)
      if (branches.length === 0) bad('$and/$or/$nor must be a nonempty array')
      for (const branch of branches) if (branch.type !== T.object) bad('$or/$and/$nor entries need to be full objects')
      nodes.push({ kind: name.slice(1) as 'and', nodes: branches.map((branch) => parseNode(branch, variables)) })
    } else if (name === '$expr') nodes.push({ kind: 'expr', expression: parseExpression(value, variables) })
    else if (name === '$comment') continue
    else if (refused.includes(name)) bad(`${name} is not supported by this store`)
    else if (name.startsWith('$')) bad(`unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`)
    else nodes.push(parseField(name, value))
  }
  return nodes.length === 1 ? nodes[0]! : { kind: 'and', nodes }
}

const leaf = (path: string, test: Test): Node => ({ kind: 'leaf', path, parts: path.split('.').map((part) => Buffer.from(part)), test })

function parseField (path: string, value: Value): Node {
  if (value.type === T.regex) return leaf(path, new RegexTest(toRegExp(value), value))
  if (!isOperators(value)) return leaf(path, new CompareTest('$eq', value))
  const nodes = parseOperators(path, value)
  return nodes.length === 1 ? nodes[0]! : { kind: 'and', nodes }
}

/** Whether a value is a document of operators, not one to be equal to. */
export function isOperators (value: Value): boolean {
  if (value.type !== T.object) return false
  const name = firstName(value)
  return name.startsWith('$') && name !== '$ref' && name !== '$id' && name !== '$db'
}

function parseOperators (path: string, operators: Value): Node[] {
  const nodes: Node[] = []
  const fields = new Map(readFields(operators.buf, operators.at))
  if (fields.has('$options') && !fields.has('$regex')) bad('$options needs a $regex')
  for (const [name, value] of fields) {
    switch (name) {
      case '$eq': case '$gt': case '$gte': case '$lt': case '$lte':
        if (value.type === T.regex && name !== '$eq') bad(`Can't have RegEx as arg to predicate over field '${path}'.`)
        nodes.push(leaf(path, new CompareTest(name, value)))
        break
      case '$ne':
        if (value.type === T.regex) bad("Can't have regex as arg to $ne.")
        nodes.push({ kind: 'not', node: leaf(path, new CompareTest('$eq', value)) })
        break
      case '$in': nodes.push(leaf(path, toIn(name, value))); break
      case '$nin': nodes.push({ kind: 'not', node: leaf(path, toIn(name, value)) }); break
      case '$not': nodes.push(parseNot(path, value)); break
      case '$all': nodes.push(parseAll(path, value)); break
      case '$options': break
      case '$exists': nodes.push(isTrue(value) ? leaf(path, new ExistsTest()) : { kind: 'not', node: leaf(path, new ExistsTest()) }); break
      default: nodes.push(leaf(path, parseTest(name, value, fields)))
    }
  }
  return nodes
}

function parseTest (name: string, value: Value, fields: Map<string, Value>): Test {
  switch (name) {
    case '$type': return new TypeTest(value)
    case '$size': return new SizeTest(toSize(value))
    case '$mod': return new ModTest(value)
    case '$regex': {
      const regex = toRegExp(value, fields.get('$options'))
      return new RegexTest(regex, value)
    }
    case '$elemMatch': return parseElement(value)
    case '$bitsAllSet': case '$bitsAllClear': case '$bitsAnySet': case '$bitsAnyClear': return new BitsTest(name, value)
    case '$geoWithin': case '$geoIntersects': case '$near': case '$nearSphere': return bad(`${name} is not supported by this store`)
    default: return bad(`unknown operator: ${name}`)
  }
}

function toIn (name: string, value: Value): Test {
  if (value.type !== T.array) bad(`${name} needs an array`)
  const items = readItems(value)
  if (items.some(isOperators)) bad(`cannot nest $ under ${name}`)
  return new InTest(items)
}

function parseNot (path: string, value: Value): Node {
  if (value.type === T.regex) return { kind: 'not', node: leaf(path, new RegexTest(toRegExp(value), value)) }
  if (value.type !== T.object) bad('$not needs a regex or a document')
  if (value.end - value.at === 5) bad('$not cannot be empty')
  if (!isOperators(value)) bad(`unknown operator: ${firstName(value)}`)
  return { kind: 'not', node: { kind: 'and', nodes: parseOperators(path, value) } }
}

function parseAll (path: string, value: Value): Node {
  if (value.type !== T.array) bad('$all needs an array')
  const items = readItems(value)
  if (items.length === 0) return leaf(path, new AllTest())
  const areElements = items.map((item) => isOperators(item) && firstName(item) === '$elemMatch')
  if (areElements[0] === true && areElements.includes(false)) bad('$all/$elemMatch has to be consistent')
  const nodes = items.map((item, i) => {
    if (areElements[i] === true) return leaf(path, parseElement([...readFields(item.buf, item.at)][0]![1]))
    if (isOperators(item)) bad('no $ expressions in $all')
    return item.type === T.regex ? leaf(path, new RegexTest(toRegExp(item), item)) : leaf(path, new CompareTest('$eq', item))
  })
  return nodes.length === 1 ? nodes[0]! : { kind: 'and', nodes }
}

function parseElement (value: Value): Test {
  if (value.type !== T.object) bad('$elemMatch needs an Object')
  const names = [...readFields(value.buf, value.at)].map(([name]) => name)
  const isAboutValues = isOperators(value) && !['$and', '$or', '$nor', '$expr'].includes(names[0]!)
  if (isAboutValues) return new ItemsTest({ kind: 'and', nodes: parseOperators('', value) })
  if (names.includes('$expr')) bad('$expr can only be applied to the top-level document')
  return new ElementTest(parseNode(value, {}))
}

function toSize (value: Value): number {
  const size = value.isNumber ? toDouble(value) : Number.NaN
  if (!value.isNumber) throw new Refusal('FailedToParse', 'Failed to parse $size. Expected a number')
  if (!Number.isInteger(size)) throw new Refusal('FailedToParse', `Failed to parse $size. Expected an integer, but found ${size}`)
  if (size < 0) throw new Refusal('FailedToParse', `Failed to parse $size. Expected a non-negative number in: $size: ${size}`)
  return size
}

/** What asks single values, as $pull does: operators, an expression, or a value to be equal to. */
export function parseItemFilter (value: Value): (item: Value) => boolean {
  if (isOperators(value)) {
    const node: Node = { kind: 'and', nodes: parseOperators('', value) }
    return (item) => matchValue(node, item)
  }
  const test = value.type === T.regex ? new RegexTest(toRegExp(value), value) : new CompareTest('$eq', value)
  return (item) => test.on(item)
}
