import type { Message } from '../../../api/types.js'
import { useWords } from '../../../words/language.js'
import { words } from '../../words.js'
import { CardView } from './card-view.js'
import { FileView } from './file-view.js'
import { FormView } from './form-view.js'
import { ImageView } from './image-view.js'
import { LinkedText } from './linked-text.js'
import { PlaceView } from './place-view.js'
import { SafeLink } from './safe-link.js'
import { VideoView } from './video-view.js'
import { VoiceView } from './voice-view.js'

/** What a message says. */
export function ContentView ({ message: { id, content } }: { message: Message }) {
  const own = useWords(words)
  switch (content.type) {
    case 'text': return <LinkedText text={content.text} />
    case 'image': return <ImageView message={id} place='media' media={content.media} />
    case 'voice': return <VoiceView message={id} content={content} />
    case 'video': return <VideoView message={id} content={content} />
    case 'file': return <FileView message={id} media={content.media} name={content.name} bytes={content.bytes} />
    case 'location': return <PlaceView content={content} />
    case 'link': return (
      <div className='content-card'>
        <div className='content-title'><SafeLink url={content.url}>{content.title}</SafeLink></div>
        {content.description !== undefined && <div className='content-small'>{content.description}</div>}
        <div className='content-small'>{content.url}</div>
      </div>
    )
    case 'card': return content.kind === 'rating'
      ? <><LinkedText text={content.title} /><div className='content-small'>{own.content.ratingCard}</div></>
      : <CardView message={id} content={content} />
    case 'menu': return (
      <>
        <LinkedText text={content.text} />
        <ul className='content-items'>{content.items.map((item) => <li key={item.id}>{item.label}</li>)}</ul>
        {content.footer !== undefined && <div className='content-small'>{content.footer}</div>}
      </>
    )
    case 'template': return <LinkedText text={content.text} />
    case 'form': return <FormView content={content} />
    case 'unsupported': return (
      <>
        <em className='content-quiet'>{own.content.unsupported(content.platformType)}</em>
        {content.text !== undefined && <LinkedText text={content.text} />}
      </>
    )
    case 'event': return null
  }
}
