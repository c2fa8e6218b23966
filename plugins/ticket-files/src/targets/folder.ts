import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Retryable } from '@kefuhub/contract'
import type { Draft } from '../job/draft.js'
import type { FolderOptions } from '../options.js'
import { toDiskError } from './disk-error.js'
import type { Target } from './target.js'

// Customers' names and telephone numbers are for the hub's user and its group only.
const FILE_MODE = 0o640
// Some file systems do not know how to sync a folder; there nothing more can be done.
const CANNOT_SYNC = new Set(['EINVAL', 'EISDIR', 'EPERM', 'ENOTSUP', 'ENOSYS'])

/** A folder of this machine, or a share that is mounted there. Drafts lie in it under hidden names. */
export class FolderTarget implements Target {
  readonly #path: string

  constructor ({ path }: FolderOptions) { this.#path = path }

  async open (name: string): Promise<FileHandle> {
    await mkdir(this.#path, { recursive: true })
    const part = this.#part(name)
    // Whatever lies there, a link to somewhere else included, is removed and not written through.
    await rm(part, { force: true })
    return await open(part, 'wx+', FILE_MODE)
  }

  async publish (drafts: readonly Draft[], signal: AbortSignal): Promise<void> {
    try {
      for (const draft of drafts) {
        await draft.handle.sync()
        // An attempt that was thought dead must not publish what its successor is still writing.
        if (!await this.#isMine(draft)) throw new Retryable(`Another attempt writes ${draft.name} at the same time; the files are written again after it.`)
      }
      signal.throwIfAborted()
      for (const [index, { name }] of drafts.entries()) {
        if (index === drafts.length - 1) await this.#sync()
        await rename(this.#part(name), join(this.#path, name))
      }
      await this.#sync()
    } catch (error) {
      throw this.diskError(error)
    }
  }

  async discard (draft: Draft): Promise<void> {
    if (await this.#isMine(draft)) await rm(this.#part(draft.name))
  }

  diskError (error: unknown): unknown {
    return toDiskError(error, `the folder ${this.#path}`, 'target.folder.path')
  }

  #part (name: string): string { return join(this.#path, `.${name}.part`) }

  async #isMine ({ name, handle }: Draft): Promise<boolean> {
    const [mine, found] = await Promise.all([handle.stat(), stat(this.#part(name)).catch(() => undefined)])
    return mine.ino === found?.ino
  }

  async #sync (): Promise<void> {
    const folder = await open(this.#path, 'r')
    try {
      await folder.sync()
    } catch (error) {
      if (!CANNOT_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    } finally {
      await folder.close()
    }
  }
}
