import { Button, Form, Select } from 'antd'
import { TICKET_STATES, type TicketFilters } from '../../live/index.js'
import { useLocalized, useWords } from '../../words/language.js'
import { useAgents, useGroups } from '../../workspace/queries.js'
import type { TICKET_FILTERS } from '../address.js'
import type { TicketPlace } from '../place.js'
import { useTicketTypes } from '../queries.js'
import { words } from '../words.js'

/** What narrows the list down. */
export function FilterForm ({ place }: { place: TicketPlace }) {
  const own = useWords(words)
  const localized = useLocalized()
  const types = useTicketTypes()
  const agents = useAgents()
  const groups = useGroups()
  const set = (name: keyof TicketFilters, value: string | undefined): void => {
    const { [name]: _, ...others } = place.filters
    place.go(place.view, value === undefined ? others : { ...others, [name]: value })
  }
  const field = (name: typeof TICKET_FILTERS[number], options: Array<{ value: string, label: string }>) => (
    <Form.Item label={own.filterBy[name]} htmlFor={`ticket-filter-${name}`}>
      <Select
        id={`ticket-filter-${name}`}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={own.anyOf}
        value={place.filters[name] ?? null}
        options={options}
        onChange={(value: string | null | undefined) => { set(name, value ?? undefined) }}
      />
    </Form.Item>
  )
  return (
    <Form layout='horizontal' labelAlign='left' colon={false} labelCol={{ span: 7 }} size='small' className='ticket-filters'>
      {field('state', TICKET_STATES.map((state) => ({ value: state, label: own.states[state] })))}
      {field('type', types.map(({ id, title }) => ({ value: id, label: localized(title) })))}
      {field('group', groups.map(({ id, name }) => ({ value: id, label: name })))}
      {place.view !== 'mine' && field('assignee', agents.map(({ id, name }) => ({ value: id, label: name })))}
      <Button size='small' block disabled={Object.keys(place.filters).length === 0} onClick={() => { place.go(place.view) }}>{own.clearFilters}</Button>
    </Form>
  )
}
