import { useState } from 'react'
import { Image } from 'antd'
import { mediaUrl } from '../../../api/address.js'
import type { MediaRef } from '../../../api/types.js'
import { useWords } from '../../../words/language.js'
import { words } from '../../words.js'
import { MediaGate } from './media-gate.js'

/** A picture; a click shows it large. */
export function ImageView ({ message, place, media }: { message: string, place: 'media' | 'image', media: MediaRef }) {
  const { content } = useWords(words)
  const [isLarge, setLarge] = useState(false)
  const src = mediaUrl(message, place)
  const alt = content.image(media.name ?? '')
  return (
    <MediaGate media={media}>
      <button type='button' className='content-image' aria-label={`${content.openImage}: ${alt}`} onClick={() => { setLarge(true) }}>
        <img src={src} alt={alt} loading='lazy' decoding='async' />
      </button>
      {isLarge && <Image src={src} alt={alt} styles={{ root: { display: 'none' } }} preview={{ open: true, onOpenChange: setLarge }} />}
    </MediaGate>
  )
}
