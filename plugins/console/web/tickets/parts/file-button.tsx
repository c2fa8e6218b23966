import { useRef } from 'react'
import { Button } from 'antd'
import { PaperClipOutlined } from '@ant-design/icons'
import { useWords } from '../../words/language.js'
import type { Uploading } from '../upload.js'
import { words } from '../words.js'

/** Files that a ticket or a comment takes at once. */
const MAX_FILES = 20

/** Asks for files, and shows how far the one is that is on its way. */
export function FileButton ({ uploading, onFiles }: { uploading: Uploading | undefined, onFiles: (files: File[]) => void }) {
  const own = useWords(words)
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type='file'
        multiple
        hidden
        onChange={({ target }) => {
          onFiles([...target.files ?? []].slice(0, MAX_FILES))
          target.value = ''
        }}
      />
      <Button size='small' icon={<PaperClipOutlined />} loading={uploading !== undefined} onClick={() => { input.current?.click() }}>
        {uploading === undefined ? own.addFile : own.uploading(uploading.name, uploading.percent)}
      </Button>
    </>
  )
}
