import { Suspense, useState } from 'react'
import { mediaUrl } from '../../../api/address.js'
import type { MediaRef } from '../../../api/types.js'
import { later } from '../../../shell/later.js'
import { useWords } from '../../../words/language.js'
import { words } from '../../words.js'
import { MediaGate } from './media-gate.js'

const LargeImage = later(async () => (await import('./large-image.js')).LargeImage)

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
      {isLarge && <Suspense fallback={null}><LargeImage src={src} alt={alt} onClose={() => { setLarge(false) }} /></Suspense>}
    </MediaGate>
  )
}
