import type { Document } from 'bson'
import { T, type Value, readFields, readItems } from '../bson/raw.js'
import { parseFilter } from '../query/filter.js'
import { Find, isSortNeeded } from '../query/find.js'
import { planQuery, type Plan } from '../query/plan.js'
import { parseSort, type SortField } from '../query/sort.js'
import { splitPipeline } from '../pipeline/run.js'
import { isTrue } from '../query/truth.js'
import { describeValue } from '../bson/describe.js'
import { Refusal } from '../refusal.js'
import type { Engine } from '../server/engine.js'
import type { Collection } from '../storage/collection.js'
import { toAggregate } from './aggregate.js'
import { answer, Command } from './command.js'
import { findHint } from './hint.js'
import { toCount, toDistinct, toFind } from './read.js'

/** What is explained: a planned reading, and the names of what is done with it. */
interface Explained { ns: string, collection: Collection | undefined, plan: Plan, find: Find | undefined, sort: SortField[], wrappers: string[], stages?: Value[] }

/** explain: how a command reads, and with `executionStats` what it read; nothing is changed. */
export function explain (engine: Engine, command: Command): Buffer {
  command.allow(['verbosity'])
  const verbosity = command.text('verbosity') ?? 'allPlansExecution'
  if (!['queryPlanner', 'executionStats', 'allPlansExecution'].includes(verbosity)) throw new Refusal('BadValue', `Enumeration value '${verbosity}' for field 'explain.verbosity' is not a valid value.`)
  const body = command.value('explain', T.object)
  if (body === undefined) throw new Refusal('TypeMismatch', 'explain needs a command')
  const explained = read(engine, new Command({ ...command.request, body }, command.db))
  const queryPlanner = {
    namespace: explained.ns,
    winningPlan: describePlan(explained),
    rejectedPlans: []
  }
  return answer({
    explainVersion: '1',
    queryPlanner,
    ...(verbosity === 'queryPlanner' ? {} : { executionStats: execute(explained) }),
    serverInfo: { version: '6.0.0' }
  })
}

function read (engine: Engine, command: Command): Explained {
  const { ns } = command
  const nothing = { kind: 'nothing' } as Plan
  const collection = engine.catalog.get(ns)
  switch (command.name) {
    case 'find': {
      const { plan, find, sort } = toFind(engine, command)
      const wrappers = [...(command.has('projection') ? ['PROJECTION_DEFAULT'] : []), ...((command.number('limit') ?? 0) > 0 ? ['LIMIT'] : []), ...((command.number('skip') ?? 0) > 0 ? ['SKIP'] : [])]
      return { ns, collection, plan: plan ?? nothing, find, sort, wrappers }
    }
    case 'count': {
      const query = toCount(engine, command)
      return { ns, collection, plan: query?.plan ?? nothing, find: query?.find, sort: [], wrappers: ['COUNT'] }
    }
    case 'distinct': {
      const query = toDistinct(engine, command)
      return { ns, collection, plan: query?.plan ?? nothing, find: query?.find, sort: [], wrappers: [] }
    }
    case 'aggregate': {
      let plan = nothing
      let find: Find | undefined
      toAggregate(engine, command, (chosen, reading) => {
        plan = chosen
        find = reading
      })
      const head = splitPipeline(readItems(command.value('pipeline', T.array)!), { catalog: engine.catalog, db: command.db, variables: {} })
      return { ns, collection, plan, find, sort: head.sort, wrappers: head.limit < Infinity ? ['LIMIT'] : [], stages: head.rest }
    }
    case 'findAndModify': case 'findandmodify':
      return plain(collection, ns, command.value('query', T.object), parseSort(command.value('sort', T.object)), true, command.fields.get('hint'), command.flag('remove') ? 'DELETE' : 'UPDATE')
    case 'update': case 'delete': {
      const [statement] = command.documents(`${command.name}s`)
      if (statement === undefined) throw new Refusal('InvalidLength', `explained ${command.name} must have one statement`)
      const fields = new Map(readFields(statement.buf, statement.at))
      const multi = fields.get('multi')
      const isLimited = command.name === 'update' ? multi === undefined || !isTrue(multi) : fields.get('limit') !== undefined && describeValue(fields.get('limit')!) === '1'
      return plain(collection, ns, fields.get('q'), [], isLimited, fields.get('hint'), command.name.toUpperCase())
    }
    default: throw new Refusal('CommandNotFound', `Explain failed due to unknown command: ${command.name}`)
  }
}

function plain (collection: Collection | undefined, ns: string, query: Value | undefined, sort: SortField[], isLimited: boolean, hint: Value | undefined, wrapper: string): Explained {
  const filter = parseFilter(query)
  if (collection === undefined) return { ns, collection, plan: { kind: 'nothing' }, find: undefined, sort, wrappers: [wrapper] }
  const plan = planQuery(collection, { filter, sort, isLimited, hint: findHint(collection, hint) })
  return { ns, collection, plan, find: new Find(collection, plan, filter, sort, 0, isLimited ? 1 : Infinity), sort, wrappers: [wrapper] }
}

/** MongoDB's tree of stages for a plan. */
function describePlan ({ plan, sort, wrappers, stages }: Explained): Document {
  let tree = describeReading(plan)
  if (isSortNeeded(plan, sort)) tree = { stage: 'SORT', sortPattern: Object.fromEntries(sort.map(({ path, descending }) => [path, descending ? -1 : 1])), inputStage: tree }
  for (const stage of [...wrappers].reverse()) tree = { stage, inputStage: tree }
  return stages === undefined || stages.length === 0 ? tree : { ...tree, laterStages: stages.map((stage) => [...readFields(stage.buf, stage.at)][0]![0]) }
}

function describeReading (plan: Plan): Document {
  switch (plan.kind) {
    case 'nothing': return { stage: 'EOF' }
    case 'collection': return { stage: 'COLLSCAN', direction: plan.isReverse ? 'backward' : 'forward' }
    case 'union': return { stage: 'FETCH', inputStage: { stage: 'OR', inputStages: plan.plans.map((one) => describeReading(one).inputStage as Document ?? describeReading(one)) } }
    case 'index': {
      const { spec, arrays, isUnique } = plan.index
      return {
        stage: 'FETCH',
        inputStage: {
          stage: 'IXSCAN',
          keyPattern: spec.key,
          indexName: spec.name,
          isMultiKey: arrays !== 0,
          isUnique,
          isSparse: spec.sparse === true,
          isPartial: spec.partialFilterExpression !== undefined,
          direction: plan.isReverse ? 'backward' : 'forward',
          intervals: plan.intervals.length
        }
      }
    }
  }
}

function execute ({ find }: Explained): Document {
  const startedAt = performance.now()
  let nReturned = 0
  while (find?.next() !== undefined) nReturned++
  find?.pause()
  return {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(performance.now() - startedAt),
    totalKeysExamined: find?.scan.counters.keys ?? 0,
    totalDocsExamined: find?.scan.counters.docs ?? 0
  }
}
