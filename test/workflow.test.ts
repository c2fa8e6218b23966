import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'

const workflow = parse(readFileSync(join(import.meta.dirname, '../.github/workflows/ci.yml'), 'utf8'))
const steps = Object.values<any>(workflow.jobs).flatMap((job) => job.steps)

t.test('the whole check runs on every supported line of Node with a real MongoDB and Redis', async (t) => {
  const { check } = workflow.jobs
  t.strictSame(check.strategy.matrix.node, [20, 22, 24])
  t.match(check.env.KEFUHUB_TEST_MONGODB_URL, /^mongodb:.*replicaSet=/)
  t.ok(check.env.KEFUHUB_TEST_REDIS_URL)
  t.ok(check.services.redis)
  t.equal(check.steps.at(-1).run, 'npm run check')
})

t.test('actions are pinned to a commit and get no rights', async (t) => {
  const used = steps.filter(({ uses }) => uses !== undefined).map(({ uses }) => uses)
  t.ok(used.length > 0)
  for (const uses of used) t.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
  t.strictSame(workflow.permissions, { contents: 'read' })
})
