import { useState } from 'react'
import { Button, Form, Input, Typography } from 'antd'
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { Agent, Group } from '../../api/types.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { Asked } from '../../parts/asked.js'
import { FormDialog } from '../../parts/form-dialog.js'
import { useList } from '../parts/list-query.js'
import { AdminPage } from '../parts/page.js'
import { Records, type Column } from '../parts/records.js'
import { RowActions } from '../parts/row-actions.js'
import { words } from './words.js'

/** The groups of agents. */
export default function GroupsPage () {
  const own = useWords(words)
  const general = useWords(common)
  const groups = useList<Group>(keys.groups, '/groups')
  const { data: agents = [] } = useList<Agent>(keys.agents, '/agents')
  const [edited, setEdited] = useState<Group | 'new'>()
  const columns: Array<Column<Group>> = [
    { title: own.name, key: 'name', render: ({ name }) => <Typography.Text strong>{name}</Typography.Text> },
    { title: own.members, key: 'members', render: ({ id }) => <Members agents={agents.filter((agent) => agent.groups.includes(id))} /> },
    {
      title: general.actions,
      key: 'actions',
      width: 110,
      render: (group) => (
        <RowActions
          name={group.name}
          removeWhat={own.removeWhat}
          onEdit={() => { setEdited(group) }}
          onRemove={async () => { await api.delete(`/groups/${group.id}`) }}
          listKey={keys.groups}
        />
      )
    }
  ]
  return (
    <AdminPage section='groups' what={own.what} actions={<Button type='primary' icon={<PlusOutlined />} onClick={() => { setEdited('new') }}>{own.add}</Button>}>
      <Asked query={groups}>
        {(items) => <Records<Group> records={items} idOf={({ id }) => id} columns={columns} empty={own.none} />}
      </Asked>
      {edited !== undefined && <GroupDialog group={edited === 'new' ? undefined : edited} onClose={() => { setEdited(undefined) }} />}
    </AdminPage>
  )
}

function Members ({ agents }: { agents: readonly Agent[] }) {
  const { none } = useWords(common)
  if (agents.length === 0) return <Typography.Text type='secondary'>{none}</Typography.Text>
  return agents.map(({ name }) => name).join('、')
}

function GroupDialog ({ group, onClose }: { group: Group | undefined, onClose: () => void }) {
  const own = useWords(words)
  const { required } = useWords(common)
  const client = useQueryClient()
  async function save ({ name }: { name: string }): Promise<void> {
    await (group === undefined ? api.post('/groups', { name }) : api.patch(`/groups/${group.id}`, { name }))
    await client.invalidateQueries({ queryKey: keys.groups })
  }
  return (
    <FormDialog<{ name: string }> title={group === undefined ? own.add : own.edit(group.name)} initial={group ?? {}} refusals={{ KH_ERR_NAME_TAKEN: own.taken }} submit={save} onClose={onClose}>
      <Form.Item name='name' label={own.name} rules={[{ required: true, whitespace: true, message: required }]}>
        <Input autoComplete='off' maxLength={64} autoFocus />
      </Form.Item>
    </FormDialog>
  )
}
