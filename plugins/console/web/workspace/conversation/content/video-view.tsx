import { useState } from 'react'
import { mediaUrl } from '../../../api/address.js'
import type { Content } from '../../../api/types.js'
import { useWords } from '../../../words/language.js'
import { words } from '../../words.js'
import { DownloadLink } from './download-link.js'
import { MediaGate } from './media-gate.js'

/** A video. */
export function VideoView ({ message, content: { media, thumbnail, title, description } }: { message: string, content: Extract<Content, { type: 'video' }> }) {
  const { content } = useWords(words)
  const [isUnplayable, setUnplayable] = useState(false)
  return (
    <>
      {title !== undefined && <div className='content-title'>{title}</div>}
      <MediaGate media={media}>
        <video
          className='content-video'
          controls
          preload='none'
          src={mediaUrl(message, 'media')}
          aria-label={title ?? content.video}
          onError={() => { setUnplayable(true) }}
          {...(thumbnail?.state === 'stored' && { poster: mediaUrl(message, 'thumbnail') })}
        />
        {isUnplayable && <div className='content-small'>{content.unplayable} <DownloadLink message={message} name={media.name} /></div>}
      </MediaGate>
      {description !== undefined && <div className='content-small'>{description}</div>}
    </>
  )
}
