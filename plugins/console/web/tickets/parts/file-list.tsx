import { Typography } from 'antd'
import { PaperClipOutlined } from '@ant-design/icons'
import { ticketFileUrl } from '../../api/address.js'
import type { TicketFile } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { toSize } from '../../workspace/durations.js'
import { words } from '../words.js'

/** Files of a ticket or of a comment, to save. */
export function FileList ({ ticket, files }: { ticket: string, files: readonly TicketFile[] }) {
  const own = useWords(words)
  if (files.length === 0) return null
  return (
    <ul className='ticket-files'>
      {files.map(({ mediaId, name, bytes }) => (
        <li key={mediaId}>
          <PaperClipOutlined aria-hidden />{' '}
          <Typography.Link href={ticketFileUrl(ticket, mediaId)} download={name} aria-label={own.downloadFile(name)}>{name}</Typography.Link>{' '}
          <span className='context-small'>{toSize(bytes)}</span>
        </li>
      ))}
    </ul>
  )
}
