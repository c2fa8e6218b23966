import { gzipSync } from 'node:zlib'
import { StepError } from '../step.js'
import { embedded } from './stores.js'
import { judge } from './table.js'
import { startWebHub } from './web-hub.js'

/**
 * What a page loads for the widget before anybody touches it.
 * @param {import('./stage.js').Stage} stage
 * @returns {Promise<import('./table.js').Row[]>}
 */
export async function measureWidgetSize (stage) {
  const { channelUrl } = await startWebHub(stage, embedded.make(stage))
  const response = await fetch(`${channelUrl}/widget.js`)
  if (!response.ok) throw new StepError(`kefuhub: the hub answers GET ${channelUrl}/widget.js with ${response.status}`)
  const script = Buffer.from(await response.arrayBuffer())
  return [
    judge('widget-size', gzipSync(script, { level: 9 }).length / 1024, 'KB', '<= 20'),
    judge('widget-size-unpacked', script.length / 1024, 'KB')
  ]
}
