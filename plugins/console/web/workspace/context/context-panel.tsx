import { Suspense } from 'react'
import { Button } from 'antd'
import { CloseOutlined } from '@ant-design/icons'
import { Failed } from '../../shell/failed.js'
import { later } from '../../shell/later.js'
import { Loading } from '../../shell/loading.js'
import { useWords } from '../../words/language.js'
import { useConversation, useConversationContext } from '../queries.js'
import { words } from '../words.js'
import { ContactSection } from './contact-section.js'
import { DetailsSection } from './details-section.js'
import { HistorySection } from './history-section.js'
import { NotesSection } from './notes-section.js'
import { PagesSection } from './pages-section.js'
import { Section } from './section.js'
import './context.css'

const NeighbourSections = later(async () => (await import('./neighbour-sections.js')).NeighbourSections)
const TagsSection = later(async () => (await import('./tags-section.js')).TagsSection)

/** The right pane: who the customer is, and what there was before. */
export function ContextPanel ({ id, search, onClose }: { id: string, search: string, onClose: () => void }) {
  const { context: own } = useWords(words)
  const { data: conversation } = useConversation(id)
  const { data: context, error, refetch } = useConversationContext(id)
  return (
    <aside className='context' aria-label={own.pane}>
      <div className='context-head'>
        <h2>{own.pane}</h2>
        <Button type='text' size='small' icon={<CloseOutlined />} aria-label={own.close} onClick={onClose} />
      </div>
      <div className='context-scroll' tabIndex={0} role='group' aria-label={own.pane}>
        {context === undefined && (error === null ? <Loading /> : <Failed error={error} onRetry={() => { refetch() }} />)}
        {context !== undefined && conversation !== undefined && (
          <>
            <ContactSection contact={context.contact} />
            <Suspense fallback={<Section title={own.tags}><div className='context-tags-place' /></Section>}><TagsSection conversation={conversation} /></Suspense>
            <Suspense fallback={null}><NeighbourSections contact={context.contact} conversation={conversation} /></Suspense>
            <PagesSection pages={context.pages} />
            <HistorySection conversations={context.conversations} current={id} search={search} />
            <NotesSection notes={context.notes} current={id} search={search} />
            <DetailsSection conversation={conversation} />
          </>
        )}
      </div>
    </aside>
  )
}
