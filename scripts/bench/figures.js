import { measureAck } from './ack.js'
import { measureAnswer } from './answer.js'
import { measureChat } from './chat.js'
import { measureGrowth } from './growth.js'
import { measureHang } from './hang.js'
import { measureInbox } from './inbox.js'
import { measureMemory } from './memory.js'
import { measureBackfill, measureTickets } from './neighbours.js'
import { measurePlugins } from './plugins.js'
import { measureReady } from './ready.js'
import { measureReceive } from './receive.js'
import { measureWidgetMemory } from './widget-memory.js'
import { measureWidgetSize } from './widget-size.js'

/**
 * Figures that are measured in one run.
 * @typedef {object} Figure
 * @property {string[]} names
 * @property {string} about one line
 * @property {boolean} needsStore whether it is measured on every store at hand
 * @property {number} withinMs the longest it may take for one store
 * @property {(stage: import('./stage.js').Stage, sizes: import('./sizes.js').Sizes) => Promise<import('./table.js').Row[]>} measure
 */

const minuteMs = 60_000

/** @type {readonly Figure[]} */
export const figures = [
  {
    names: ['receive-vs-bare', 'receive-vs-insert'],
    about: 'durable receive, beside a bare route and one with an insert for each request',
    needsStore: true,
    withinMs: 15 * minuteMs,
    measure: measureReceive
  },
  { names: ['ack-p99'], about: 'acknowledgement at 70 % of the highest rate', needsStore: true, withinMs: 10 * minuteMs, measure: measureAck },
  { names: ['answer-p99'], about: 'from a callback to its answer at the platform', needsStore: true, withinMs: 5 * minuteMs, measure: measureAnswer },
  { names: ['growth'], about: 'receive with 1,000,000 stored messages, beside an empty store', needsStore: true, withinMs: 30 * minuteMs, measure: measureGrowth },
  { names: ['ready-after-start'], about: 'from the start of the process to its ready line', needsStore: false, withinMs: 5 * minuteMs, measure: measureReady },
  { names: ['idle-memory'], about: 'what a hub with nothing to do holds in memory', needsStore: false, withinMs: 5 * minuteMs, measure: measureMemory },
  { names: ['chat-p99'], about: 'from a visitor to an agent and back, 500 visitors', needsStore: true, withinMs: 10 * minuteMs, measure: measureChat },
  { names: ['widget-memory'], about: 'what one of 5,000 idle widgets takes of the memory', needsStore: false, withinMs: 10 * minuteMs, measure: measureWidgetMemory },
  { names: ['inbox-first-row'], about: 'from a reload of the console to its first row, 100,000 conversations', needsStore: true, withinMs: 15 * minuteMs, measure: measureInbox },
  { names: ['widget-size'], about: 'what the widget costs a page, as gzip', needsStore: false, withinMs: 2 * minuteMs, measure: measureWidgetSize },
  { names: ['crm-backfill'], about: '100,000 contacts into a CRM at its own rate, with a hub that is killed in the middle', needsStore: false, withinMs: 30 * minuteMs, measure: measureBackfill },
  { names: ['tickets-exported'], about: '10,000 tickets into a system that fails, hangs and does things twice', needsStore: false, withinMs: 30 * minuteMs, measure: measureTickets },
  { names: ['crm-hangs'], about: 'acknowledgement while a CRM hangs for ten minutes, beside one that is well', needsStore: false, withinMs: 30 * minuteMs, measure: measureHang },
  { names: ['plugins'], about: 'lines and files of every plugin, and of the channel that the guide makes', needsStore: false, withinMs: minuteMs, measure: measurePlugins }
]

/**
 * Finds what to measure.
 * @param {readonly string[]} names none for all
 * @returns {Figure[]}
 * @throws {Error} for a name that no figure has
 */
export function selectFigures (names) {
  const known = figures.flatMap((figure) => figure.names)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`there is no figure '${unknown}'; there are ${known.join(', ')}`)
  return figures.filter((figure) => names.length === 0 || figure.names.some((name) => names.includes(name)))
}

/**
 * Tells whether a row is to be shown: one of a named figure, or one that is told beside it.
 * @param {string} rowName
 * @param {readonly string[]} names none for all
 */
export function isWanted (rowName, names) {
  const known = figures.flatMap((figure) => figure.names)
  const [figure = ''] = rowName.split('/')
  return names.length === 0 || names.includes(figure) || !known.includes(figure)
}
