import { T, type Value } from '../bson/raw.js'
import { fromList } from '../commands/cursors.js'
import { Filter, parseFilter } from '../query/filter.js'
import { Find, type Source } from '../query/find.js'
import { planQuery, type Plan } from '../query/plan.js'
import { parseSort, type SortField } from '../query/sort.js'
import { Refusal } from '../refusal.js'
import type { Index } from '../storage/index.js'
import { parsePipeline, stageOf, toCount, type Scope } from './stages.js'

/** The part of a pipeline that a plan can serve, and the rest. */
export interface Head { filter: Filter, sort: SortField[], skip: number, limit: number, rest: Value[] }

/** Splits a pipeline: leading $match stages, then $sort, $skip and $limit go into the plan. */
export function splitPipeline (stages: Value[], scope: Scope): Head {
  const filters: Filter[] = []
  let at = 0
  const nameAt = (): string | undefined => at < stages.length ? stageOf(stages[at]!)[0] : undefined
  for (; nameAt() === '$match'; at++) {
    const operand = stageOf(stages[at]!)[1]
    if (operand.type !== T.object) throw new Refusal(15959, 'the match filter must be an expression in an object')
    filters.push(parseFilter(operand, scope.variables))
  }
  let sort: SortField[] = []
  if (nameAt() === '$sort') {
    const operand = stageOf(stages[at++]!)[1]
    if (operand.type !== T.object) throw new Refusal(15973, 'the $sort key specification must be an object')
    sort = parseSort(operand)
    if (sort.length === 0) throw new Refusal(15976, '$sort stage must have at least one sort key')
  }
  const skip = nameAt() === '$skip' ? toCount(stageOf(stages[at++]!)[1], '$skip') : 0
  let limit = Infinity
  if (nameAt() === '$limit') {
    limit = toCount(stageOf(stages[at++]!)[1], '$limit')
    if (limit === 0) throw new Refusal(15958, 'the limit must be positive')
  }
  const filter = filters.length === 1 ? filters[0]! : new Filter({ kind: 'and', nodes: filters.map(({ node }) => node) })
  return { filter, sort, skip, limit, rest: stages.slice(at) }
}

/** Runs a pipeline over a collection; `seen` is told how it reads. */
export function run (ns: string, stages: Value[], scope: Scope, hint?: Index | 'natural', seen?: (plan: Plan, find: Find, head: Head) => void): Source {
  const head = splitPipeline(stages, scope)
  const rest = parsePipeline(head.rest, scope)
  const collection = scope.catalog.get(ns)
  if (collection === undefined) return rest.reduce<Source>((source, stage) => stage(source), fromList([]))
  const plan = planQuery(collection, { filter: head.filter, sort: head.sort, isLimited: head.limit < Infinity, hint })
  const find = new Find(collection, plan, head.filter, head.sort, head.skip, head.limit)
  seen?.(plan, find, head)
  return rest.reduce<Source>((source, stage) => stage(source), find)
}
