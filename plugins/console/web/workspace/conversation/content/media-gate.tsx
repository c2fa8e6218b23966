import type { ReactNode } from 'react'
import { LoadingOutlined, WarningOutlined } from '@ant-design/icons'
import type { MediaRef } from '../../../api/types.js'
import { useWords } from '../../../words/language.js'
import { words } from '../../words.js'

/** Shows a file once the hub has it; before, that it is being fetched; or why there is none. */
export function MediaGate ({ media, children }: { media: MediaRef, children: ReactNode }) {
  const { content } = useWords(words)
  switch (media.state) {
    case 'stored': return children
    case 'remote': return <span className='content-quiet'><LoadingOutlined aria-hidden /> {content.fetching}</span>
    case 'failed': return <span className='content-quiet'><WarningOutlined aria-hidden /> {content.fetchFailed(media.error ?? '')}</span>
  }
}
