import { useMemo } from 'react'
import { findLinks } from './links.js'
import { SafeLink } from './safe-link.js'

/** Text as it was written, with its web addresses to click. */
export function LinkedText ({ text }: { text: string }) {
  const stretches = useMemo(() => findLinks(text), [text])
  return (
    <div className='log-text'>
      {stretches.map((stretch, index) => stretch.href === undefined ? stretch.text : <SafeLink key={index} url={stretch.href}>{stretch.text}</SafeLink>)}
    </div>
  )
}
