import { useEffect, useRef, useState } from 'react'
import { App } from 'antd'
import type { TicketFile } from '../api/types.js'
import { upload } from '../live/outbox/upload.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'
import { words } from './words.js'

/** A file on its way to the hub. */
export interface Uploading { name: string, percent: number }

/** Brings files to the hub, one after another; what cannot be brought is said. */
export function useUpload (onDone: (file: TicketFile) => void) {
  const { failures } = useWords(words)
  const explain = useFailure(failures)
  const { message } = App.useApp()
  const [uploading, setUploading] = useState<Uploading>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => { stop.current?.abort() }, [])
  async function add (files: Iterable<File>): Promise<void> {
    const { signal } = stop.current = new AbortController()
    for (const file of files) {
      if (signal.aborted) return
      setUploading({ name: file.name, percent: 0 })
      try {
        const { id = '', mimeType = 'application/octet-stream', bytes = file.size } = await upload(file, (percent) => { setUploading({ name: file.name, percent }) }, signal)
        onDone({ mediaId: id, name: file.name.slice(0, 255), mimeType, bytes })
      } catch (error) {
        if (!signal.aborted) message.error(explain(error))
      }
    }
    setUploading(undefined)
  }
  return { uploading, add }
}
