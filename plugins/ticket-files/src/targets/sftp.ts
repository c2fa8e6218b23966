import type { FileHandle } from 'node:fs/promises'
import { posix } from 'node:path'
import type { Draft } from '../job/draft.js'
import type { SftpOptions } from '../options.js'
import { openScratch, scratchError } from './scratch.js'
import { SftpSession } from './sftp-session.js'
import type { Target } from './target.js'

/** A folder on an SFTP server. Drafts lie on this machine until all are there; then one connection brings them over. */
export class SftpTarget implements Target {
  readonly #options: SftpOptions

  constructor (options: SftpOptions) { this.#options = options }

  open (): Promise<FileHandle> { return openScratch() }

  async publish (drafts: readonly Draft[], signal: AbortSignal): Promise<void> {
    const session = await SftpSession.open(this.#options, signal)
    const uploaded: string[] = []
    try {
      await session.makeFolder(this.#options.path)
      for (const draft of drafts) {
        uploaded.push(this.#path(`.${draft.name}.part`))
        await session.upload(draft, this.#path(`.${draft.name}.part`))
      }
      for (const { name } of drafts) {
        await session.rename(this.#path(`.${name}.part`), this.#path(name))
        uploaded.shift()
      }
    } catch (error) {
      for (const part of uploaded) await session.remove(part)
      throw error
    } finally {
      await session.close()
    }
  }

  /** Nothing is left: the file has no name. */
  async discard (): Promise<void> {}

  diskError (error: unknown): unknown { return scratchError(error) }

  #path (name: string): string { return posix.join(this.#options.path, name) }
}
