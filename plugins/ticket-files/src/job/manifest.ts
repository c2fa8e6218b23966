import type { TicketFilesJob, WrittenFile } from '@kefuhub/contract'
import type { Column } from '../columns/column.js'
import { SCHEMA_VERSION } from '../columns/fixed-columns.js'

/**
 * The text of a manifest, the file that is published last: what it names is there and whole. It does not say when it was
 * written, so that a repeated job writes it again as it was.
 */
export function manifestText (job: TicketFilesJob, name: string, columns: readonly Column[], files: readonly WrittenFile[]): string {
  return JSON.stringify({
    schemaVersion: SCHEMA_VERSION,
    runId: job.id,
    name,
    from: job.from.toISOString(),
    to: job.to.toISOString(),
    columns: columns.map((column) => column.name),
    files: files.map(({ name, rows, bytes, sha256 }) => ({ name, rows, bytes, sha256 }))
  }, null, 2) + '\n'
}
