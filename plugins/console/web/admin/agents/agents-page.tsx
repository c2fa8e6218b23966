import { useState } from 'react'
import { Button, Flex, Tag, Typography } from 'antd'
import { PlusOutlined } from '@ant-design/icons'
import { keys } from '../../api/query.js'
import type { Agent, Group } from '../../api/types.js'
import { PresenceDot } from '../../shell/presence-dot.js'
import { useMe } from '../../shell/session.js'
import { common } from '../../words/common.js'
import { useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { Asked } from '../../parts/asked.js'
import { useList } from '../parts/list-query.js'
import { AdminPage } from '../parts/page.js'
import { Records, type Column } from '../parts/records.js'
import { SecretDialog, type Secret } from '../parts/secret-dialog.js'
import { AgentActions } from './agent-actions.js'
import { AgentDialog } from './agent-dialog.js'
import { words } from './words.js'

/** Who works in the hub. */
export default function AgentsPage () {
  const own = useWords(words)
  const agents = useList<Agent>(keys.agents, '/agents')
  const groups = useList<Group>(keys.groups, '/groups')
  const [edited, setEdited] = useState<Agent | 'new'>()
  const [secret, setSecret] = useState<Secret>()
  const showPassword = ({ name }: Agent, value: string): void => { setSecret({ title: own.oneTime(name), label: own.password, value }) }
  const columns = useColumns(groups.data ?? [], setEdited, showPassword)
  return (
    <AdminPage section='agents' what={own.what} actions={<Button type='primary' icon={<PlusOutlined />} onClick={() => { setEdited('new') }}>{own.add}</Button>}>
      <Asked query={agents}>
        {(items) => <Records<Agent> records={items} idOf={({ id }) => id} columns={columns} empty={own.nobody} />}
      </Asked>
      {edited !== undefined && <AgentDialog agent={edited === 'new' ? undefined : edited} groups={groups.data ?? []} onCreated={showPassword} onClose={() => { setEdited(undefined) }} />}
      <SecretDialog secret={secret} onClose={() => { setSecret(undefined) }} />
    </AdminPage>
  )
}

function useColumns (groups: readonly Group[], onEdit: (agent: Agent) => void, onPassword: (agent: Agent, password: string) => void): Array<Column<Agent>> {
  const me = useMe()
  const own = useWords(words)
  const { name, roles, presence, actions, none } = useWords(common)
  const { day } = useDates()
  const groupNames = (ids: readonly string[]): string => ids.map((id) => groups.find((group) => group.id === id)?.name ?? id).join('、')
  return [
    {
      title: name,
      key: 'name',
      render: (agent) => (
        <span className='two-lines'>
          <Flex gap={6} align='center'>
            <Typography.Text strong={!agent.isDisabled} {...(agent.isDisabled && { type: 'secondary' })}>{agent.name}</Typography.Text>
            {agent.id === me.id && <Tag>{own.you}</Tag>}
            {agent.isDisabled && <Tag color='error'>{own.disabled}</Tag>}
          </Flex>
          <Typography.Text type='secondary'>{agent.login}</Typography.Text>
        </span>
      )
    },
    { title: own.role, key: 'role', render: ({ role }) => roles[role] },
    { title: own.groups, key: 'groups', render: (agent) => agent.groups.length > 0 ? groupNames(agent.groups) : <Typography.Text type='secondary'>{none}</Typography.Text> },
    { title: own.presence, key: 'presence', render: (agent) => <Flex gap={6} align='center'><PresenceDot presence={agent.presence} />{presence[agent.presence]}</Flex> },
    { title: own.created, key: 'createdAt', render: ({ createdAt }) => day(createdAt) },
    { title: actions, key: 'actions', width: 110, render: (agent) => <AgentActions agent={agent} onEdit={onEdit} onPassword={onPassword} /> }
  ]
}
