import { FileOutlined } from '@ant-design/icons'
import type { MediaRef } from '../../../api/types.js'
import { useWords } from '../../../words/language.js'
import { toSize } from '../../durations.js'
import { words } from '../../words.js'
import { DownloadLink } from './download-link.js'
import { MediaGate } from './media-gate.js'

interface Props {
  message: string
  media: MediaRef | undefined
  name: string
  bytes: number | undefined
}

/** A file with its name, its size and the way to save it. */
export function FileView ({ message, media, name, bytes }: Props) {
  const { content } = useWords(words)
  const size = media?.bytes ?? bytes
  return (
    <div className='content-file'>
      <FileOutlined aria-hidden />
      <div className='content-grow'>
        <div>{name}</div>
        <div className='content-small'>
          {size !== undefined && `${toSize(size)} · `}
          {media === undefined ? content.noFile : <MediaGate media={media}><DownloadLink message={message} name={name} /></MediaGate>}
        </div>
      </div>
    </div>
  )
}
