import { Button } from 'antd'
import type { CrmFacts } from '../../../api/types.js'
import { Ago } from '../../../words/dates.js'
import { useWords } from '../../../words/language.js'
import { Section } from '../section.js'
import { useFactActions, useFacts } from './queries.js'
import { RecordView } from './record-view.js'
import { words } from './words.js'

/** Who the contact is in every CRM. Takes no room until the hub answered, and where there is no CRM. */
export function FactsSection ({ contact }: { contact: string }) {
  const { title } = useWords(words)
  const { data = [] } = useFacts(contact)
  return data.map((facts) => <OneSystem key={facts.source} title={data.length === 1 ? title : `${title} · ${facts.source}`} contact={contact} facts={facts} />)
}

function OneSystem ({ title, contact, facts: { source, state, readAt, reason, record, candidates = [] } }: { title: string, contact: string, facts: CrmFacts }) {
  const own = useWords(words)
  const { look, choose } = useFactActions(contact, source)
  const isTrouble = state === 'failed' || (state === 'stale' && reason !== undefined)
  return (
    <Section title={title}>
      <div role='status'>
        {own.states[state] !== '' && <span className={isTrouble ? 'context-trouble' : 'context-quiet'}>{own.states[state]}</span>}
        {state === 'stale' && readAt !== undefined && <span className='context-quiet'>{own.staleSince} <Ago at={readAt} /></span>}
        {isTrouble && reason !== undefined && <div className='context-small context-trouble'>{reason}</div>}
      </div>
      {state === 'many'
        ? (
          <ul className='context-list'>
            {candidates.map((candidate) => (
              <li key={candidate.id} className='context-candidate'>
                <RecordView record={candidate} />
                <Button size='small' loading={choose.isPending && choose.variables === candidate.id} aria-label={own.choose(candidate.name ?? candidate.id)} onClick={() => { choose.mutate(candidate.id) }}>{own.chooseShort}</Button>
              </li>
            ))}
          </ul>
          )
        : record !== undefined && <RecordView record={record} />}
      {(isTrouble || state === 'unasked' || state === 'none' || state === 'many') && (
        <Button className='context-again' type='link' size='small' loading={look.isPending} onClick={() => { look.mutate() }}>{state === 'unasked' ? own.look : own.again}</Button>
      )}
    </Section>
  )
}
