import { useState } from 'react'
import { Button, Input, Segmented, Tag } from 'antd'
import type { TicketFile } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { useDraft } from '../../workspace/composer/draft.js'
import { useTicketActions } from '../actions.js'
import { useUpload } from '../upload.js'
import { words } from '../words.js'
import { FileButton } from './file-button.js'

/** Writes a comment; internal unless somebody says otherwise. */
export function CommentForm ({ ticket }: { ticket: string }) {
  const own = useWords(words)
  const { comment } = useTicketActions(ticket)
  const [text, setText] = useDraft(`ticket ${ticket}`)
  const [isPublic, setPublic] = useState(false)
  const [files, setFiles] = useState<readonly TicketFile[]>([])
  const { uploading, add } = useUpload((file) => { setFiles((known) => [...known, file]) })
  const canSend = text.trim() !== '' && uploading === undefined && !comment.isPending
  const send = (): void => {
    if (!canSend) return
    comment.mutate({ text, isPublic, files: [...files] }, {
      onSuccess: () => {
        setText('')
        setFiles([])
        setPublic(false)
      }
    })
  }
  return (
    <div className={isPublic ? 'ticket-form ticket-form-public' : 'ticket-form'}>
      <Segmented
        size='small'
        aria-label={own.visibility}
        value={isPublic ? 'public' : 'internal'}
        options={[{ value: 'internal', label: own.isInternal }, { value: 'public', label: own.isPublic }]}
        onChange={(value) => { setPublic(value === 'public') }}
      />
      <Input.TextArea
        aria-label={own.comment}
        placeholder={own.commentPlaceholder}
        autoSize={{ minRows: 2, maxRows: 10 }}
        maxLength={20_000}
        value={text}
        onChange={({ target }) => { setText(target.value) }}
        onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send() }}
      />
      {files.length > 0 && (
        <div>
          {files.map(({ mediaId, name }) => (
            <Tag key={mediaId} closable closeIcon={<span aria-label={own.removeFile(name)}>×</span>} onClose={() => { setFiles((known) => known.filter((file) => file.mediaId !== mediaId)) }}>{name}</Tag>
          ))}
        </div>
      )}
      <div className='ticket-form-foot'>
        <FileButton uploading={uploading} onFiles={(chosen) => { add(chosen) }} />
        <span className='context-small'>{isPublic ? own.publicWhat : own.internalWhat}</span>
        <Button type='primary' disabled={!canSend} loading={comment.isPending} onClick={send}>{own.comment}</Button>
      </div>
    </div>
  )
}
