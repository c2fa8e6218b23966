import type { Filters } from '../../live/index.js'
import { FilterForm, type Filter } from '../../parts/filter-form.js'
import { useWords } from '../../words/language.js'
import { useChannelName } from '../names.js'
import type { Place } from '../place.js'
import { useAgents, useChannels, useGroups, useTags } from '../queries.js'
import { words } from '../words.js'

/** What narrows the inbox down. */
export function InboxFilterForm ({ place }: { place: Place }) {
  const { inbox: { filterBy }, states } = useWords(words)
  const channels = useChannels()
  const channelName = useChannelName()
  const agents = useAgents()
  const groups = useGroups()
  const tags = useTags()
  const filters: Array<Filter<keyof Filters> | false> = [
    { name: 'channel', label: filterBy.channel, options: channels.map(({ id }) => ({ value: id, label: channelName(id) })) },
    { name: 'tag', label: filterBy.tag, options: tags.map((tag) => ({ value: tag, label: tag })) },
    place.view !== 'mine' && { name: 'assignee', label: filterBy.assignee, options: agents.map(({ id, name }) => ({ value: id, label: name })) },
    { name: 'group', label: filterBy.group, options: groups.map(({ id, name }) => ({ value: id, label: name })) },
    place.view === 'all' && { name: 'state', label: filterBy.state, options: (['bot', 'waiting', 'open'] as const).map((state) => ({ value: state, label: states[state] })) }
  ]
  return <FilterForm filters={filters.filter((filter) => filter !== false)} chosen={place.filters} onChange={(chosen) => { place.go(place.view, chosen) }} labelSpan={6} className='inbox-filters' />
}
