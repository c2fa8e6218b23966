import { useCallback, useEffect, useRef, useState } from 'react'
import { App } from 'antd'
import { useWords } from '../../words/language.js'
import { toSize } from '../durations.js'
import { useChannels } from '../queries.js'
import { words } from '../words.js'
import { judgeFile, type FileType, type Objection } from './limits.js'

/** A file that is looked at before it is sent. */
export interface Attachment {
  id: number
  file: File
  type: FileType
  /** Of a picture, to show it. */
  url?: string
}

/** The files that are about to be sent. */
export interface Attachments {
  items: readonly Attachment[]
  add: (files: Iterable<File>) => void
  remove: (id: number) => void
  clear: () => void
}

let nextId = 1

/** Holds the files that were chosen, pasted or dropped; those that the channel cannot send are refused at once. */
export function useAttachments (channel: string): Attachments {
  const { composer } = useWords(words)
  const { message } = App.useApp()
  const out = useChannels().find(({ id }) => id === channel)?.capabilities.out
  const [items, setItems] = useState<readonly Attachment[]>([])
  const latest = useRef(items)
  useEffect(() => { latest.current = items }, [items])
  useEffect(() => () => { for (const item of latest.current) release(item) }, [])

  const complain = useCallback((name: string, objection: Objection) => {
    const texts = {
      none: () => composer.noFiles,
      empty: () => composer.empty(name),
      type: () => composer.wrongType(name),
      size: () => composer.tooLarge(name, toSize('maxBytes' in objection ? objection.maxBytes : 0))
    }
    message.warning(texts[objection.kind]())
  }, [composer, message])

  const add = useCallback((files: Iterable<File>) => {
    const added: Attachment[] = []
    for (const file of files) {
      const verdict = judgeFile(file, out ?? {})
      if ('objection' in verdict) complain(file.name, verdict.objection)
      else added.push({ id: nextId++, file, type: verdict.type, ...(file.type.startsWith('image/') && { url: URL.createObjectURL(file) }) })
    }
    setItems((known) => [...known, ...added])
  }, [out, complain])

  const remove = useCallback((id: number) => {
    setItems((known) => known.filter((item) => {
      if (item.id === id) release(item)
      return item.id !== id
    }))
  }, [])

  const clear = useCallback(() => {
    for (const item of latest.current) release(item)
    setItems([])
  }, [])
  return { items, add, remove, clear }
}

function release ({ url }: Attachment): void {
  if (url !== undefined) URL.revokeObjectURL(url)
}
