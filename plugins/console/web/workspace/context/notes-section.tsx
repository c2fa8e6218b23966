import { Link } from 'react-router'
import type { Activity } from '../../api/types.js'
import { Ago } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { toPath } from '../address.js'
import { LinkedText } from '../conversation/content/linked-text.js'
import { words } from '../words.js'
import { Section } from './section.js'

/** What colleagues noted about the customer in any conversation. */
export function NotesSection ({ notes, current, search }: { notes: readonly Activity[], current: string, search: string }) {
  const { context: own } = useWords(words)
  if (notes.length === 0) return null
  return (
    <Section title={own.notes}>
      <ul className='context-list'>
        {notes.map(({ id, conversation, at, byName, text }) => (
          <li key={id} className='context-note'>
            <LinkedText text={text ?? ''} />
            <div className='context-small'>
              {byName} · {conversation === current ? <Ago at={at} /> : <Link to={{ pathname: toPath(conversation), search }}><Ago at={at} /></Link>}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}
