import { Select } from 'antd'
import type { Conversation } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { useConversationActions } from '../actions.js'
import { useTags } from '../queries.js'
import { words } from '../words.js'
import { Section } from './section.js'

const MAX_TAGS = 20
const MAX_LENGTH = 32

/** The tags of the conversation, to change. */
export function TagsSection ({ conversation: { id, tags } }: { conversation: Conversation }) {
  const { context: own } = useWords(words)
  const { tag } = useConversationActions(id)
  const known = useTags()
  const shown = tag.isPending ? tag.variables : tags
  return (
    <Section title={own.tags}>
      <Select
        mode='tags'
        aria-label={own.tags}
        placeholder={own.tagsPlaceholder}
        style={{ width: '100%' }}
        value={shown}
        maxCount={MAX_TAGS}
        tokenSeparators={[',', '，']}
        options={known.map((name) => ({ value: name, label: name }))}
        onChange={(next: string[]) => { tag.mutate([...new Set(next.map((name) => name.trim().slice(0, MAX_LENGTH)).filter((name) => name !== ''))]) }}
      />
    </Section>
  )
}
