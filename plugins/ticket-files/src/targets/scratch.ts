import { randomUUID } from 'node:crypto'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toDiskError } from './disk-error.js'

/**
 * Opens a file without a name: nobody finds it, and it is gone when it is closed, even when the process is killed.
 */
export async function openScratch (): Promise<FileHandle> {
  const path = join(tmpdir(), `kefuhub-${randomUUID()}`)
  const handle = await open(path, 'wx+', 0o600)
  await unlink(path)
  return handle
}

/** What is wrong when such a file cannot be written. */
export function scratchError (error: unknown): unknown {
  return toDiskError(error, `the folder for temporary files ${tmpdir()}`, 'the environment variable TMPDIR')
}
