import { App, Button, Dropdown, Flex, type MenuProps } from 'antd'
import { MoreOutlined } from '@ant-design/icons'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { Agent } from '../../api/types.js'
import { useMe } from '../../shell/session.js'
import { common } from '../../words/common.js'
import { useFailure } from '../../words/failure.js'
import { useWords } from '../../words/language.js'
import { useChange } from '../parts/change.js'
import { words } from './words.js'

interface Props { agent: Agent, onEdit: (agent: Agent) => void, onPassword: (agent: Agent, password: string) => void }

/** What an administrator may do with somebody. */
export function AgentActions ({ agent, onEdit, onPassword }: Props) {
  const me = useMe()
  const own = useWords(words)
  const { edit, cancel } = useWords(common)
  const { modal, message } = App.useApp()
  const explain = useFailure()
  const change = useChange(async (isDisabled: boolean) => await api.patch(`/agents/${agent.id}`, { isDisabled }), { key: keys.agents, refusals: { KH_ERR_AGENT_LAST_ADMINISTRATOR: own.last } })

  async function reset (): Promise<void> {
    try {
      const { password } = await api.post<{ password: string }>(`/agents/${agent.id}/password`)
      onPassword(agent, password)
    } catch (error) {
      message.error(explain(error))
    }
  }

  function ask (key: string): void {
    const danger = { danger: true }
    if (key === 'reset') modal.confirm({ title: own.resetAsk(agent.name), content: own.resetWhat, okText: own.reset, cancelText: cancel, okButtonProps: danger, onOk: reset })
    if (key === 'disable') modal.confirm({ title: own.disableAsk(agent.name), content: own.disableWhat, okText: own.disable, cancelText: cancel, okButtonProps: danger, onOk: () => { change.mutate(true) } })
    if (key === 'enable') change.mutate(false)
  }

  // People change their own password in their profile, and nobody locks themselves out.
  const items: MenuProps['items'] = agent.id === me.id
    ? []
    : [{ key: 'reset', label: own.reset }, agent.isDisabled ? { key: 'enable', label: own.enable } : { key: 'disable', label: own.disable, danger: true }]
  return (
    <Flex>
      <Button className='row-action' type='link' aria-label={`${edit} ${agent.name}`} onClick={() => { onEdit(agent) }}>{edit}</Button>
      {items.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => { ask(key) } }}>
          <Button type='text' icon={<MoreOutlined />} aria-label={own.actionsOf(agent.name)} />
        </Dropdown>
      )}
    </Flex>
  )
}
