import { Form, Input, Select } from 'antd'
import type { Ticket } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { useAgents, useGroups } from '../../workspace/queries.js'
import { words } from '../words.js'

/** All priorities, the least pressing first. */
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const satisfies ReadonlyArray<Ticket['priority']>

/** Priority, group, assignee and due time in a form. */
export function PeopleItems () {
  const own = useWords(words)
  const agents = useAgents()
  const groups = useGroups()
  return (
    <div className='ticket-columns'>
      <Form.Item name='priority' label={own.priority}>
        <Select options={PRIORITIES.map((value) => ({ value, label: own.priorities[value] }))} />
      </Form.Item>
      <Form.Item name='dueAt' label={own.dueAt} extra={own.dueByType}>
        <Input type='datetime-local' />
      </Form.Item>
      <Form.Item name='group' label={own.group}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={own.noGroup} options={groups.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name='assignee' label={own.assignee}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={own.nobody} options={agents.filter(({ isDisabled }) => !isDisabled).map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
    </div>
  )
}
