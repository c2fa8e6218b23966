import { Form, Input, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { Agent, Group, Role } from '../../api/types.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { FormDialog } from '../../parts/form-dialog.js'
import { words } from './words.js'

interface Fields { login: string, name: string, role: Role, groups: string[] }

interface Props {
  /** Absent: somebody new. */
  agent: Agent | undefined
  groups: readonly Group[]
  onCreated: (agent: Agent, password: string) => void
  onClose: () => void
}

const ROLES: readonly Role[] = ['agent', 'leader', 'administrator']
const LOGIN = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/

/** Somebody new, or somebody's name, role and groups. */
export function AgentDialog ({ agent, groups, onCreated, onClose }: Props) {
  const own = useWords(words)
  const { name, roles, required } = useWords(common)
  const client = useQueryClient()
  async function save (fields: Fields): Promise<void> {
    if (agent === undefined) {
      const created = await api.post<{ agent: Agent, password: string }>('/agents', fields)
      onCreated(created.agent, created.password)
    } else {
      await api.patch(`/agents/${agent.id}`, { name: fields.name, role: fields.role, groups: fields.groups })
    }
    await client.invalidateQueries({ queryKey: keys.agents })
  }
  return (
    <FormDialog<Fields>
      title={agent === undefined ? own.add : own.edit(agent.name)}
      initial={agent ?? { role: 'agent', groups: [] }}
      refusals={{ KH_ERR_AGENT_LOGIN_TAKEN: own.taken, KH_ERR_AGENT_LAST_ADMINISTRATOR: own.last }}
      submit={save}
      onClose={onClose}
    >
      {agent === undefined && (
        <Form.Item name='login' label={own.login} extra={own.loginRule} rules={[{ required: true, message: required }, { pattern: LOGIN, message: own.loginRule }]}>
          <Input autoComplete='off' autoCapitalize='none' spellCheck={false} maxLength={64} autoFocus />
        </Form.Item>
      )}
      <Form.Item name='name' label={name} rules={[{ required: true, whitespace: true, message: required }]}>
        <Input autoComplete='off' maxLength={64} />
      </Form.Item>
      <Form.Item noStyle dependencies={['role']}>
        {({ getFieldValue }) => (
          <Form.Item name='role' label={own.role} extra={own.roleWhat[getFieldValue('role') as Role]}>
            <Select options={ROLES.map((value) => ({ value, label: roles[value] }))} />
          </Form.Item>
        )}
      </Form.Item>
      <Form.Item name='groups' label={own.groups}>
        <Select mode='multiple' optionFilterProp='label' options={groups.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
    </FormDialog>
  )
}
