import { createHash } from 'node:crypto'
import type { TicketFilesJob } from '@kefuhub/contract'

const MAX_PART = 64

/** The names of one job's files: the same job always has the same. */
export class FileNames {
  readonly #base: string

  constructor (name: string, job: TicketFilesJob) {
    this.#base = ['tickets', toNamePart(name), stamp(job.from), stamp(job.to), toNamePart(job.id)].join('_')
  }

  /** @param index of the file among those of its kind, from 1 */
  rows (index: number, extension: string): string {
    return `${this.#base}${index === 1 ? '' : `_${index}`}.${extension}`
  }

  get manifest (): string { return `${this.#base}.manifest.json` }
}

/** Whole seconds where it can be, so that names stay short. */
function stamp (at: Date): string {
  return at.toISOString().replaceAll(/[:-]|\.000/g, '')
}

/** Letters, digits, dots, dashes and underscores. What had others in it ends in a digest, so that two ids never share a name. */
export function toNamePart (text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9._-]+/g, '-')
  if (safe === text && safe.length <= MAX_PART) return safe
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return `${safe.slice(0, MAX_PART - digest.length - 1)}-${digest}`
}
