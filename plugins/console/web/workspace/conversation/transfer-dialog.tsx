import { useState } from 'react'
import { Form, Input, Modal, Select } from 'antd'
import type { Agent, Conversation } from '../../api/types.js'
import { PresenceDot } from '../../shell/presence-dot.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { useConversationActions, type Recipient } from '../actions.js'
import { useAgents, useGroups } from '../queries.js'
import { words } from '../words.js'

const PRESENCE_ORDER = ['online', 'busy', 'away', 'offline']

/** Hands a conversation to a colleague or a group. */
export function TransferDialog ({ conversation, isOpen, onClose }: { conversation: Conversation, isOpen: boolean, onClose: () => void }) {
  const { transfer: own } = useWords(words)
  const { presence } = useWords(common)
  const { transfer } = useConversationActions(conversation.id)
  const agents = useAgents().filter((agent) => !agent.isDisabled && agent.id !== conversation.assignee).sort(compareAgents)
  const groups = useGroups()
  const [to, setTo] = useState<string>()
  const [text, setText] = useState('')

  const close = (): void => {
    setTo(undefined)
    setText('')
    onClose()
  }
  const submit = (): void => {
    const recipient = toRecipient(to)
    if (recipient === undefined) return
    transfer.mutate({ ...recipient, ...(text.trim() !== '' && { text: text.trim() }) }, { onSuccess: close })
  }
  return (
    <Modal
      open={isOpen}
      title={own.title}
      okText={own.submit}
      cancelText={own.cancel}
      okButtonProps={{ disabled: to === undefined }}
      confirmLoading={transfer.isPending}
      onOk={submit}
      onCancel={close}
      width={420}
      destroyOnHidden
    >
      <Form layout='vertical'>
        <Form.Item label={own.to} htmlFor='transfer-to' required>
          <Select
            id='transfer-to'
            autoFocus
            showSearch={{ optionFilterProp: 'title' }}
            placeholder={own.placeholder}
            value={to ?? null}
            onChange={(value) => { setTo(value ?? undefined) }}
            options={[
              {
                label: own.agents,
                options: agents.map((agent) => ({
                  value: `agent ${agent.id}`,
                  title: agent.name,
                  label: <><PresenceDot presence={agent.presence} /> {agent.name} · {presence[agent.presence]}</>
                }))
              },
              { label: own.groups, options: groups.map((group) => ({ value: `group ${group.id}`, title: group.name, label: group.name })) }
            ].filter(({ options }) => options.length > 0)}
          />
        </Form.Item>
        <Form.Item label={own.text} htmlFor='transfer-text'>
          <Input.TextArea id='transfer-text' autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} value={text} onChange={(event) => { setText(event.target.value) }} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function compareAgents (a: Agent, b: Agent): number {
  return PRESENCE_ORDER.indexOf(a.presence) - PRESENCE_ORDER.indexOf(b.presence) || a.name.localeCompare(b.name)
}

function toRecipient (value: string | undefined): Recipient | undefined {
  const [kind, id] = value?.split(' ') ?? []
  if (id === undefined) return undefined
  return kind === 'group' ? { group: id } : { agent: id }
}
