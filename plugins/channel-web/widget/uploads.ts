import type { Uploaded, WireMedia } from '../src/wire.js'
import type { Send } from './outbox.js'
import { describeRefusal } from './refusal.js'
import type { Thread } from './thread.js'
import type { Words } from './words.js'

/** Files on their way into the conversation. */
export interface Uploads {
  /** Uploads a file and sends it under a client id; a recording has a duration. */
  start: (key: string, file: File, durationMs: number | undefined) => Promise<void>
  /** Tries again what could not be uploaded; false when that was none. */
  retry: (key: string) => boolean
}

/** Makes the uploads of a thread. `onUploaded` is given what is to be sent. */
export function makeUploads (base: URL, thread: Thread, words: Words, onUploaded: (content: Send['content'], key: string) => void, onChange: () => void): Uploads {
  const pending = new Map<string, { file: File, durationMs: number | undefined }>()

  async function start (key: string, file: File, durationMs: number | undefined): Promise<void> {
    const media = { src: '', mimeType: file.type, bytes: file.size, name: file.name }
    const shown = { key, at: Date.now(), content: { type: 'file', media, name: file.name } as const }
    pending.set(key, { file, durationMs })
    thread.put({ ...shown, state: 'uploading' })
    onChange()
    try {
      const uploaded = await uploadFile(base, file)
      pending.delete(key)
      onUploaded(toContent(uploaded, durationMs), key)
    } catch (error) {
      const reason = describeRefusal(String((error as Error).cause), words.uploadFailed, words)
      thread.put({ ...shown, state: 'failed', reason })
      onChange()
    }
  }

  return {
    start,
    retry: (key) => {
      const lost = pending.get(key)
      if (lost) start(key, lost.file, lost.durationMs)
      return lost !== undefined
    }
  }
}

/** Uploads a file; throws when the hub does not take it, with the hub's code as the cause where it gave one. */
async function uploadFile (base: URL, file: File): Promise<WireMedia> {
  const url = new URL('uploads', base)
  url.searchParams.set('name', file.name)
  const response = await fetch(url, {
    method: 'POST',
    credentials: 'include',
    headers: { 'content-type': file.type || 'application/octet-stream' },
    body: file
  })
  if (!response.ok) {
    const { code } = await response.json().catch(() => ({})) as { code?: string }
    throw new Error(`upload answered ${response.status}`, { cause: code })
  }
  return (await response.json() as Uploaded).media
}

/** The content of a send for an uploaded file; a recording is what has a duration. */
function toContent (media: WireMedia, durationMs?: number): Send['content'] {
  if (durationMs !== undefined) return { type: 'voice', media, durationMs }
  // What browsers and the hub show as a picture; an SVG is a document, and few can see HEIC.
  if (/^image\/(png|jpeg|gif|webp)$/.test(media.mimeType)) return { type: 'image', media }
  return { type: media.mimeType.startsWith('video/') ? 'video' : 'file', media }
}
