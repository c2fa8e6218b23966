import type { ChannelCapabilities, ContentLimit } from '../../api/types.js'

/** As what a file can be sent. */
export type FileType = 'image' | 'voice' | 'video' | 'file'

/** Why a channel cannot send a file. */
export type Objection = { kind: 'none' } | { kind: 'empty' } | { kind: 'type' } | { kind: 'size', maxBytes: number }

/** What a file tells before anybody reads it. */
interface FileFacts { type: string, size: number }

/** As what a channel sends a file, or why it cannot. Checked before the upload; the hub checks again. */
export function judgeFile (file: FileFacts, out: ChannelCapabilities['out']): { type: FileType } | { objection: Objection } {
  if (file.size === 0) return { objection: { kind: 'empty' } }
  const ways = waysOf(file.type).filter((type) => out[type] !== undefined)
  let objection: Objection = { kind: ways.length === 0 && out.file === undefined && out.image === undefined ? 'none' : 'type' }
  for (const [index, type] of ways.entries()) {
    const found = object(file, out[type] ?? {})
    if (found === undefined) return { type }
    if (index === 0) objection = found
  }
  return { objection }
}

function waysOf (mimeType: string): FileType[] {
  if (mimeType.startsWith('image/')) return ['image', 'file']
  if (mimeType.startsWith('video/')) return ['video', 'file']
  // A music file is a file first; where a channel takes none it may go as a voice note.
  if (mimeType.startsWith('audio/')) return ['file', 'voice']
  return ['file']
}

function object ({ type, size }: FileFacts, { mimeTypes, maxBytes }: ContentLimit): Objection | undefined {
  const isTaken = mimeTypes === undefined || mimeTypes.some((one) => one === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))))
  if (!isTaken) return { kind: 'type' }
  if (maxBytes !== undefined && size > maxBytes) return { kind: 'size', maxBytes }
  return undefined
}

/** What the file dialog offers. */
export function toAccept (out: ChannelCapabilities['out']): string {
  if (out.file !== undefined && out.file.mimeTypes === undefined) return ''
  return (['image', 'voice', 'video', 'file'] as const).flatMap((type) => out[type] === undefined ? [] : out[type].mimeTypes ?? [type === 'voice' ? 'audio/*' : `${type}/*`]).join(',')
}

/** In how many parts the hub sends a text: about as many as its bytes fill. */
export function countParts (text: string, out: ChannelCapabilities['out']): number {
  const maxBytes = out.text?.maxBytes
  return maxBytes === undefined ? 1 : Math.ceil(new TextEncoder().encode(text).length / maxBytes)
}
