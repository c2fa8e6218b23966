import type { Content } from '../../../api/types.js'
import { useWords } from '../../../words/language.js'
import { words } from '../../words.js'
import { LinkedText } from './linked-text.js'

/** A form that the customer filled in, a line for each field. */
export function FormView ({ content: { title, fields, text } }: { content: Extract<Content, { type: 'form' }> }) {
  const { content } = useWords(words)
  return (
    <div className='content-card'>
      <div className='content-title'>{title}</div>
      {fields.length > 0 && (
        <dl className='content-values'>
          {fields.map(({ name, title, value }) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{title}</dt>
              <dd>{typeof value === 'boolean' ? (value ? content.yes : content.no) : <LinkedText text={String(value)} />}</dd>
            </div>
          ))}
        </dl>
      )}
      {text !== undefined && <LinkedText text={text} />}
    </div>
  )
}
