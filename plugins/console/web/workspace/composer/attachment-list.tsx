import { Button } from 'antd'
import { CloseOutlined, FileOutlined } from '@ant-design/icons'
import { useWords } from '../../words/language.js'
import { toSize } from '../durations.js'
import { words } from '../words.js'
import type { Attachments } from './attachments.js'

/** The files that are about to be sent, to look at and to take back. */
export function AttachmentList ({ attachments: { items, remove } }: { attachments: Attachments }) {
  const { composer } = useWords(words)
  if (items.length === 0) return null
  return (
    <ul className='composer-files' aria-label={composer.attachments}>
      {items.map(({ id, file, url }) => (
        <li key={id} className='composer-file'>
          {url === undefined ? <FileOutlined aria-hidden /> : <img src={url} alt='' />}
          <span className='composer-file-name' title={file.name}>{file.name}<small>{toSize(file.size)}</small></span>
          <Button type='text' size='small' icon={<CloseOutlined />} aria-label={composer.removeAttachment(file.name)} onClick={() => { remove(id) }} />
        </li>
      ))}
    </ul>
  )
}
