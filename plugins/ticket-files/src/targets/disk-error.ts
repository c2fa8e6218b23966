import { Rejected, Retryable, Unauthorized } from '@kefuhub/contract'

const FULL = new Set(['ENOSPC', 'EDQUOT'])
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS'])
const MISPLACED = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG'])
const EXHAUSTED = new Set(['EMFILE', 'ENFILE'])

/**
 * What a failed call of the file system means. An error of anything else comes back as it is.
 * @param place in words, for an operator
 * @param option that names the place
 */
export function toDiskError (error: unknown, place: string, option: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return error
  const cause = { cause: error }
  if (FULL.has(code)) return new Retryable(`The disk is full (${code}): ${place} takes no more; free space there or raise its quota, and the files are written again.`, cause)
  if (FORBIDDEN.has(code)) return new Unauthorized(`The hub may not write to ${place} (${code}); give its user the right to, or change ${option}.`, cause)
  if (MISPLACED.has(code)) return new Rejected(`The files cannot be written to ${place} (${code}); correct ${option}.`, cause)
  if (EXHAUSTED.has(code)) return new Retryable(`The hub has too many files open (${code}); raise maxRowsPerFile or the limit of open files.`, cause)
  return new Retryable(`Writing to ${place} failed (${code}); look after that disk, and the files are written again.`, cause)
}
