import { Button, Form, Select } from 'antd'
import type { Filters } from '../../live/index.js'
import { useWords } from '../../words/language.js'
import { useChannelName } from '../names.js'
import type { Place } from '../place.js'
import { useAgents, useChannels, useGroups, useTags } from '../queries.js'
import { words } from '../words.js'

/** What narrows the list down. */
export function FilterForm ({ place }: { place: Place }) {
  const { inbox, states } = useWords(words)
  const channels = useChannels()
  const channelName = useChannelName()
  const agents = useAgents()
  const groups = useGroups()
  const tags = useTags()
  const set = (name: keyof Filters, value: string | undefined): void => {
    const { [name]: _, ...others } = place.filters
    place.go(place.view, value === undefined ? others : { ...others, [name]: value })
  }
  const field = (name: keyof Filters, options: Array<{ value: string, label: string }>) => (
    <Form.Item label={inbox.filterBy[name]} htmlFor={`filter-${name}`}>
      <Select
        id={`filter-${name}`}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={inbox.anyOf}
        value={place.filters[name] ?? null}
        options={options}
        onChange={(value: string | null | undefined) => { set(name, value ?? undefined) }}
      />
    </Form.Item>
  )
  return (
    <Form layout='horizontal' labelAlign='left' colon={false} labelCol={{ span: 6 }} size='small' className='inbox-filters'>
      {field('channel', channels.map(({ id }) => ({ value: id, label: channelName(id) })))}
      {field('tag', tags.map((tag) => ({ value: tag, label: tag })))}
      {place.view !== 'mine' && field('assignee', agents.map(({ id, name }) => ({ value: id, label: name })))}
      {field('group', groups.map(({ id, name }) => ({ value: id, label: name })))}
      {place.view === 'all' && field('state', (['bot', 'waiting', 'open'] as const).map((state) => ({ value: state, label: states[state] })))}
      <Button size='small' block disabled={Object.keys(place.filters).length === 0} onClick={() => { place.go(place.view) }}>{inbox.clearFilters}</Button>
    </Form>
  )
}
