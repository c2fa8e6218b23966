import { defineErp } from '@kefuhub/contract'
import { ICON } from './icon.js'
import { Exporter } from './job/exporter.js'
import { LastRun } from './last-run.js'
import { Options } from './options.js'
import { createTarget } from './targets/create-target.js'

export { errors } from './errors.js'
export { Options } from './options.js'

/** Tickets as files, for systems that read files. */
export default defineErp({
  name: 'ticket-files',
  contract: '^1',
  title: { zh: '工单文件导出', en: 'Tickets as files' },
  icon: ICON,
  options: Options,
  setup (hub, options) {
    const exporter = new Exporter(options, hub.id, createTarget(options.target, hub))
    const lastRun = new LastRun(hub.clock)
    return {
      async exportFiles (job, rows, signal) {
        const stop = AbortSignal.any([signal, hub.signal])
        try {
          const files = await exporter.run(job, rows, stop)
          lastRun.succeeded(files)
          return files
        } catch (error) {
          // Somebody wanted it to stop: that is no failure.
          if (!stop.aborted) lastRun.failed(error)
          throw error
        }
      },
      health: () => lastRun.health()
    }
  }
})
