import { TICKET_STATES } from '../../live/index.js'
import { FilterForm, type Filter } from '../../parts/filter-form.js'
import { useLocalized, useWords } from '../../words/language.js'
import { useAgents, useGroups } from '../../workspace/queries.js'
import type { TICKET_FILTERS } from '../address.js'
import type { TicketPlace } from '../place.js'
import { useTicketTypes } from '../queries.js'
import { words } from '../words.js'

type Name = typeof TICKET_FILTERS[number]

/** What narrows the list of tickets down. */
export function TicketFilterForm ({ place }: { place: TicketPlace }) {
  const { filterBy, states } = useWords(words)
  const localized = useLocalized()
  const types = useTicketTypes()
  const agents = useAgents()
  const groups = useGroups()
  const filters: Array<Filter<Name> | false> = [
    { name: 'state', label: filterBy.state, options: TICKET_STATES.map((state) => ({ value: state, label: states[state] })) },
    { name: 'type', label: filterBy.type, options: types.map(({ id, title }) => ({ value: id, label: localized(title) })) },
    { name: 'group', label: filterBy.group, options: groups.map(({ id, name }) => ({ value: id, label: name })) },
    place.view !== 'mine' && { name: 'assignee', label: filterBy.assignee, options: agents.map(({ id, name }) => ({ value: id, label: name })) }
  ]
  return <FilterForm filters={filters.filter((filter) => filter !== false)} chosen={place.filters} onChange={(chosen) => { place.go(place.view, chosen) }} labelSpan={7} className='ticket-filters' />
}
