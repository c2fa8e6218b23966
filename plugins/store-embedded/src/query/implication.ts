import { T } from '../bson/raw.js'
import { rankOf } from '../bson/order.js'
import type { Node } from './filter.js'
import { collectPredicates, type Predicates } from './plan.js'
import { CompareTest, ElementTest, ExistsTest, InTest, ItemsTest, ModTest, RegexTest, SizeTest, TypeTest, type Test } from './tests.js'

/** Whether every document that the query matches is one that the filter of a partial index matches. */
export function doesImply (query: Node, predicates: Predicates, filter: Node): boolean {
  for (const one of query.kind === 'and' ? query.nodes : [query]) {
    if (one.kind === 'or' && one.nodes.length > 1 && one.nodes.every((branch) => doesImply(branch, collectPredicates(branch), filter))) return true
  }
  switch (filter.kind) {
    case 'and': return filter.nodes.every((node) => doesImply(query, predicates, node))
    case 'or': return filter.nodes.some((node) => doesImply(query, predicates, node))
    case 'leaf': return (predicates.get(filter.path) ?? []).some((test) => doesTestImply(test, filter.test))
    default: return false
  }
}

/** Whether a test is fulfilled only by a field that is there. */
export function doesImplyExistence (test: Test): boolean {
  if (test instanceof CompareTest) return rankOf(test.value.type) !== rankOf(T.null)
  if (test instanceof InTest) return !test.hasNull
  return [ExistsTest, TypeTest, RegexTest, ModTest, SizeTest, ElementTest, ItemsTest].some((kind) => test instanceof kind)
}

function doesTestImply (test: Test, filter: Test): boolean {
  if (filter instanceof ExistsTest) return doesImplyExistence(test)
  if (test instanceof InTest) return test.regexes.length === 0 && test.values.length > 0 && test.values.every((value) => doesTestImply(new CompareTest('$eq', value), filter))
  if (test instanceof TypeTest && filter instanceof TypeTest) return [...test.types].every((type) => filter.types.has(type))
  if (!(test instanceof CompareTest)) return false
  if (test.comparison === '$eq') return filter.on(test.value)
  if (!(filter instanceof CompareTest) || rankOf(filter.value.type) !== rankOf(test.value.type)) return false
  const isUpper = test.comparison.startsWith('$g')
  if (filter.comparison === '$eq' || filter.comparison.startsWith('$g') !== isUpper) return false
  if (test.encoded === filter.encoded) return filter.comparison.endsWith('e') || !test.comparison.endsWith('e')
  return isUpper ? test.encoded > filter.encoded : test.encoded < filter.encoded
}
