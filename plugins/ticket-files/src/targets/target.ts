import type { FileHandle } from 'node:fs/promises'
import type { Draft } from '../job/draft.js'

/** Where files go. All files of a job are written down before the first one gets its name. */
export interface Target {
  /** Opens an empty file, to be written and read, that nobody takes for a finished one. */
  open (name: string): Promise<FileHandle>
  /** Gives finished files their names, in order: the last one says that all others are there. Files of the same name are replaced. */
  publish (drafts: readonly Draft[], signal: AbortSignal): Promise<void>
  /** Removes what `open` left behind, before it is closed; nothing happens where that got its name. */
  discard (draft: Draft): Promise<void>
  /** What is wrong when a file cannot be written while it is no more than a draft. Other errors come back as they are. */
  diskError (error: unknown): unknown
}
