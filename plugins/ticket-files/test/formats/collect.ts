import { PassThrough, pipeline } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { TicketRow } from '@kefuhub/contract'
import type { Format } from '../../src/formats/format.js'

/** The bytes of a file with these rows. */
export async function collect (format: Format, rows: readonly TicketRow[]): Promise<Buffer> {
  const { rows: taker, stages, shape } = format.open()
  const bytes = buffer(pipeline([...stages, new PassThrough()], () => {}) as PassThrough)
  for (const row of rows) taker.write(shape(row))
  taker.end()
  return await bytes
}

/** How many rows a file takes while nobody reads it, up to a limit. */
export async function countTaken (format: Format, row: TicketRow, limit: number): Promise<number> {
  const { rows, stages, shape } = format.open()
  for (const stream of [rows, ...stages] as NodeJS.EventEmitter[]) stream.on('error', () => {})
  let count = 0
  while (count < limit) {
    count++
    if (rows.write(shape(row))) continue
    // Everything that can happen without a reader has happened after some turns of the loop.
    for (let turn = 0; turn < 50 && rows.writableNeedDrain; turn++) await new Promise(setImmediate)
    if (rows.writableNeedDrain) break
  }
  rows.destroy(new Error('enough'))
  return count
}
