import type { Collection } from '../storage/collection.js'
import type { Index } from '../storage/index.js'
import { prefixBytes } from '../storage/keys.js'
import { intersect, isPoint, rangesOf, toIntervals, type Interval, type Range } from './bounds.js'
import type { Filter, Node } from './filter.js'
import { doesImply, doesImplyExistence } from './implication.js'
import type { SortField } from './sort.js'
import { ElementTest, ItemsTest, type Test } from './tests.js'

/** How a query reads: the whole collection, stretches of an index, several such readings together, or nothing. */
export type Plan =
  | { kind: 'collection', isReverse: boolean }
  | { kind: 'index', index: Index, intervals: Interval[], isReverse: boolean, givesOrder: boolean, isExact: boolean }
  | { kind: 'union', plans: Plan[] }
  | { kind: 'nothing' }

/** What a query wants of its plan. */
export interface Wish { filter: Filter, sort: SortField[], isLimited: boolean, hint?: Index | 'natural' | undefined }

/** All tests that every match fulfils, by path. */
export type Predicates = Map<string, Test[]>

/** Chooses how to read a collection for a query. */
export function planQuery (collection: Collection, wish: Wish): Plan {
  const natural = wish.sort.length === 1 && wish.sort[0]!.path === '$natural'
  const scan: Plan = { kind: 'collection', isReverse: natural && wish.sort[0]!.descending }
  if (natural || wish.hint === 'natural') return scan
  if (wish.hint !== undefined) {
    const predicates = collectPredicates(wish.filter.node)
    return toPlan(wish.hint, predicates, wish)?.plan ?? fullScan(wish.hint)
  }
  const chosen = planNode(collection, wish.filter.node, new Map(), wish)
  return chosen ?? scan
}

/** A walk over a whole index. */
const fullScan = (index: Index): Plan => ({ kind: 'index', index, intervals: [{ low: '', high: '\xff' }], isReverse: false, givesOrder: false, isExact: false })

function planNode (collection: Collection, node: Node, outer: Predicates, wish: Wish): Plan | undefined {
  const predicates = collectPredicates(node, outer)
  let best: { plan: Plan, score: number } | undefined
  for (const index of collection.indexes) {
    if (!index.isReady || !isUsable(index, node, predicates)) continue
    const candidate = toPlan(index, predicates, wish)
    if (candidate !== undefined && (best === undefined || candidate.score > best.score)) best = candidate
  }
  if (best !== undefined && best.score >= rangeScore) return best.plan
  for (const one of node.kind === 'and' ? node.nodes : [node]) {
    if (one.kind !== 'or') continue
    const plans = one.nodes.map((branch) => planNode(collection, branch, predicates, { ...wish, sort: [], isLimited: false }))
    if (plans.every((plan) => plan !== undefined)) return { kind: 'union', plans }
  }
  return best?.plan
}

/** Gathers the tests of a conjunction; those inside one $elemMatch stand under their full path. */
export function collectPredicates (node: Node, into: Predicates = new Map()): Predicates {
  const out: Predicates = new Map([...into].map(([path, tests]) => [path, [...tests]]))
  const add = (path: string, test: Test): void => { out.set(path, [...out.get(path) ?? [], test]) }
  const visit = (one: Node, prefix: string): void => {
    if (one.kind === 'and' || (one.kind === 'or' && one.nodes.length === 1)) for (const inner of one.nodes) visit(inner, prefix)
    if (one.kind !== 'leaf') return
    const path = prefix + one.path
    if (one.test instanceof ElementTest) visit(one.test.node, `${path}.`)
    else if (one.test instanceof ItemsTest) for (const inner of conjuncts(one.test.node)) if (inner.kind === 'leaf') add(path, inner.test)
    add(path, one.test)
  }
  visit(node, '')
  return out
}

const conjuncts = (node: Node): Node[] => node.kind === 'and' ? node.nodes.flatMap(conjuncts) : [node]

/** A partial or sparse index lacks documents; it serves only a query that cannot want them. */
function isUsable (index: Index, node: Node, predicates: Predicates): boolean {
  if (index.partial !== undefined && !doesImply(node, predicates, index.partial.node)) return false
  return index.spec.sparse !== true || index.components.some(({ path }) => (predicates.get(path) ?? []).some(doesImplyExistence))
}

const pointScore = 10
const rangeScore = 5

function toPlan (index: Index, predicates: Predicates, wish: Wish): { plan: Plan, score: number } | undefined {
  let hasArray = false
  const ranges = index.components.map(({ path }, i) => {
    const isArray = (index.arrays & (1 << i)) !== 0
    // Two fields of one array may be met in different elements, so only one of them may narrow the walk.
    if (isArray && hasArray) return undefined
    hasArray ||= isArray
    return narrow(predicates.get(path) ?? [], isArray)
  })
  if (ranges.some((range) => range?.length === 0)) return { plan: { kind: 'nothing' }, score: Infinity }
  const order = orderOf(index, ranges, wish.sort)
  let score = 0
  for (const range of ranges) {
    if (range === undefined) break
    score += range.every(isPoint) ? (range.length === 1 ? pointScore : pointScore - 2) : rangeScore
    if (!range.every(isPoint)) break
  }
  if (order !== undefined) score += wish.isLimited ? 12 : 6
  if (score === 0) return undefined
  if (index.isUnique && ranges.every((range) => range?.length === 1 && isPoint(range[0]!))) score += 1000
  if (index.partial !== undefined) score += 1
  const intervals = toIntervals(index.components, ranges)
  // A unique index is asked for whole keys directly; a key cut short needs a walk.
  const isExact = index.isUnique && ranges.every((range) => range?.every(isPoint)) && intervals.every(({ low }) => low.length < prefixBytes)
  return {
    plan: { kind: 'index', index, intervals, isReverse: order === 'backward', givesOrder: order !== undefined, isExact },
    score
  }
}

/** The ranges of one field. Tests on an array may be met by different elements, so only the narrowest counts. */
function narrow (tests: Test[], isArray: boolean): Range[] | undefined {
  const all = tests.map(rangesOf).filter((ranges) => ranges !== undefined)
  if (all.length === 0) return undefined
  if (isArray) return all.find((ranges) => ranges.every(isPoint)) ?? all[0]
  return all.reduce(intersect)
}

/** Whether a walk over the index meets the documents in the order wanted, and which way it has to go. */
function orderOf (index: Index, ranges: Array<Range[] | undefined>, sort: SortField[]): 'forward' | 'backward' | undefined {
  if (sort.length === 0 || index.isShortened) return undefined
  let direction: 'forward' | 'backward' | undefined
  let at = 0
  const isFixed = (i: number): boolean => (index.arrays & (1 << i)) === 0 && ranges[i]?.length === 1 && isPoint(ranges[i][0]!)
  const fixed = new Set(index.components.flatMap(({ path }, i) => isFixed(i) ? [path] : []))
  for (const { path, descending } of sort) {
    if (fixed.has(path)) continue
    while (at < index.components.length && fixed.has(index.components[at]!.path)) at++
    const component = index.components[at]
    if (component === undefined || component.path !== path || (index.arrays & (1 << at)) !== 0) return undefined
    const needed = component.descending === descending ? 'forward' : 'backward'
    if (direction !== undefined && direction !== needed) return undefined
    direction = needed
    at++
  }
  return direction ?? 'forward'
}
