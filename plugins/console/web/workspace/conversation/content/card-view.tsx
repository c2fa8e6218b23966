import type { Content } from '../../../api/types.js'
import { ImageView } from './image-view.js'
import { SafeLink } from './safe-link.js'

/** A structured card: a product, an order and the like. */
export function CardView ({ message, content: { title, description, url, image, data } }: { message: string, content: Extract<Content, { type: 'card' }> }) {
  const values = Object.entries(data ?? {})
  return (
    <div className='content-card'>
      {image !== undefined && <ImageView message={message} place='image' media={image} />}
      <div className='content-title'>{url === undefined ? title : <SafeLink url={url}>{title}</SafeLink>}</div>
      {description !== undefined && <div className='content-small'>{description}</div>}
      {values.length > 0 && (
        <dl className='content-values'>
          {values.map(([name, value]) => <div key={name} style={{ display: 'contents' }}><dt>{name}</dt><dd>{value}</dd></div>)}
        </dl>
      )}
    </div>
  )
}
