import { EnvironmentOutlined } from '@ant-design/icons'
import type { Content } from '../../../api/types.js'
import { useWords } from '../../../words/language.js'
import { words } from '../../words.js'

/** A place by its name and coordinates. No map: it would tell a map service where customers are. */
export function PlaceView ({ content: { latitude, longitude, label } }: { content: Extract<Content, { type: 'location' }> }) {
  const { content } = useWords(words)
  return (
    <div className='content-place'>
      <EnvironmentOutlined aria-hidden />
      <div className='content-grow'>
        <div>{label === undefined || label === '' ? content.location : label}</div>
        <div className='content-small'>{latitude.toFixed(5)}, {longitude.toFixed(5)}</div>
      </div>
    </div>
  )
}
