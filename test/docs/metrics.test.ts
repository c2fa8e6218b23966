import t from 'tap'
import { createMetrics } from '../../core/src/http/metrics.js'
import { listRows, readPage } from './pages.js'

t.test('the guide names every metric of the hub with its labels, and no other', async (t) => {
  const metrics = createMetrics()
  metrics.watchBacklog(async () => ({ laneDepth: 0, outboxDepth: 0, outboxAgeSeconds: 0 }))
  const own = metrics.registry.getMetricsAsArray().filter(({ name }) => name.startsWith('kefuhub_'))
    .map((metric) => [metric.name, ((metric as unknown as { labelNames?: string[] }).labelNames ?? []).join(', ')])
  const told = listRows(readPage('docs/Guides/install.md')).filter(({ name }) => name.startsWith('kefuhub_') && /^[a-z_]+$/.test(name))
    .map(({ name, cells }) => [name, cells[0]])
  t.strictSame(told.sort(), own.sort())
})
