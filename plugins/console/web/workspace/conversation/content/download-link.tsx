import { Typography } from 'antd'
import { mediaUrl } from '../../../api/address.js'
import { useWords } from '../../../words/language.js'
import { words } from '../../words.js'

/** Saves the file of a message. */
export function DownloadLink ({ message, name }: { message: string, name: string | undefined }) {
  const { content } = useWords(words)
  return (
    <Typography.Link href={mediaUrl(message, 'media')} download={name ?? true} aria-label={content.downloadFile(name ?? content.unnamed)}>
      {content.download}
    </Typography.Link>
  )
}
