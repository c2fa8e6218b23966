import type { Content } from '../../api/types.js'

/** Something that an agent sent and that the hub has not acknowledged yet. */
export interface Entry {
  /** The idempotency key: the same in every attempt. */
  key: string
  conversation: string
  /** Absent while a file of it is not uploaded. */
  content?: Content
  /** What is to be uploaded first. Only in memory: a reload loses the bytes. */
  file?: File
  fileName?: string
  fileType?: 'image' | 'voice' | 'video' | 'file'
  at: string
  /** `waiting`: for its turn or for the network; `refused`: for the agent. */
  state: 'waiting' | 'sending' | 'refused'
  /** Of the upload, 0 to 100. */
  percent?: number
  error?: unknown
  /** The newest message of the log when sending began; what the hub made of this comes after. */
  after?: string
}

/** What is kept of an entry over a reload. */
export function toStored ({ key, conversation, content, fileName, fileType, at, state }: Entry): Entry {
  return {
    key,
    conversation,
    ...(content !== undefined && { content }),
    ...(fileName !== undefined && { fileName }),
    ...(fileType !== undefined && { fileType }),
    at,
    state
  }
}

/** An entry after a reload: what was under way is sent again under its key; a file that was not uploaded is lost. */
export function fromStored (entry: Entry): Entry {
  const state = entry.content === undefined || entry.state === 'refused' ? 'refused' : 'waiting'
  return { ...entry, state }
}
