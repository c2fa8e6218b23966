import { useState } from 'react'
import { App, Button, Dropdown, Tooltip } from 'antd'
import {
  ArrowLeftOutlined, CheckOutlined, InboxOutlined, MenuFoldOutlined, MenuUnfoldOutlined, MoreOutlined, ProfileOutlined, RollbackOutlined, StarOutlined, SwapOutlined
} from '@ant-design/icons'
import type { Conversation } from '../../api/types.js'
import { later } from '../../shell/later.js'
import { useIsNarrow } from '../../shell/narrow.js'
import { OnDemand } from '../../shell/on-demand.js'
import { useMe } from '../../shell/session.js'
import { useNewTicket } from '../../tickets/new-ticket.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { useConversationActions } from '../actions.js'
import { Waiting } from '../inbox/waiting.js'
import { useCommand } from '../keyboard/commands.js'
import { useAgentName, useChannelName, useGroupName } from '../names.js'
import { words } from '../words.js'
import { useRatingRequest } from './rating-request.js'

const TransferDialog = later(async () => (await import('./transfer-dialog.js')).TransferDialog)

interface Props {
  conversation: Conversation
  isContextOpen: boolean
  onToggleContext: () => void
  onBack: () => void
}

/** Who the customer is, whose turn it is, and what can be done with the conversation. */
export function Header ({ conversation, isContextOpen, onToggleContext, onBack }: Props) {
  const { conversation: own, keys, states } = useWords(words)
  const { cancel } = useWords(common)
  const me = useMe()
  const isNarrow = useIsNarrow()
  const { modal } = App.useApp()
  const { accept, close, reopen } = useConversationActions(conversation.id)
  const askRating = useRatingRequest(conversation)
  const openNewTicket = useNewTicket()
  const [isTransferring, setTransferring] = useState(false)
  const { contactName, state, waitingSince } = conversation

  const isClosed = state === 'closed'
  const canAccept = !isClosed && conversation.assignee === undefined
  const askClose = (): void => {
    modal.confirm({ title: own.closeTitle, content: own.closeText, okText: own.close, cancelText: cancel, onOk: () => { close.mutate() } })
  }
  const startTransfer = (): void => { setTransferring(true) }
  const createTicket = (): void => { openNewTicket({ conversation }) }
  const more = [
    { key: 'ticket', icon: <ProfileOutlined />, label: keys.newTicket, onClick: createTicket },
    ...(isClosed || !isNarrow
      ? []
      : [
          { key: 'transfer', icon: <SwapOutlined />, label: own.transfer, onClick: startTransfer },
          { key: 'close', icon: <InboxOutlined />, label: own.close, onClick: askClose }
        ]),
    ...(askRating === undefined ? [] : [{ key: 'rating', icon: <StarOutlined />, label: own.askRating, onClick: askRating }])
  ]
  useCommand('accept', canAccept ? accept.mutate : undefined)
  useCommand('transfer', isClosed ? undefined : startTransfer)
  useCommand('new-ticket', createTicket)
  useCommand('close', isClosed ? undefined : askClose)
  useCommand('reopen', isClosed ? reopen.mutate : undefined)

  return (
    <header className='conversation-head'>
      {isNarrow && <Button type='text' icon={<ArrowLeftOutlined />} aria-label={own.back} onClick={onBack} />}
      <div className='conversation-who'>
        <h2 title={contactName}>{contactName}</h2>
        <div className='conversation-facts'>
          <ChannelAndAssignee conversation={conversation} me={me.id} />
        </div>
      </div>
      {!isNarrow && waitingSince !== undefined && !isClosed && <Waiting since={waitingSince} />}
      <span className={`conversation-state conversation-${state}`}>{states[state]}</span>
      {canAccept && <Button type='primary' icon={<CheckOutlined />} loading={accept.isPending} aria-keyshortcuts='a' onClick={() => { accept.mutate() }}>{own.accept}</Button>}
      {isClosed && <Button icon={<RollbackOutlined />} loading={reopen.isPending} aria-keyshortcuts='o' onClick={() => { reopen.mutate() }}>{own.reopen}</Button>}
      {!isClosed && !isNarrow && (
        <>
          <Button icon={<SwapOutlined />} aria-keyshortcuts='t' onClick={startTransfer}>{own.transfer}</Button>
          <Button icon={<InboxOutlined />} loading={close.isPending} aria-keyshortcuts='e' onClick={askClose}>{own.close}</Button>
        </>
      )}
      <Dropdown trigger={['click']} menu={{ items: more }}>
        <Button type='text' icon={<MoreOutlined />} aria-label={own.more} />
      </Dropdown>
      <Tooltip title={isContextOpen ? own.hideContext : own.showContext} placement='bottomRight'>
        <Button
          type='text'
          icon={isContextOpen ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
          aria-label={isContextOpen ? own.hideContext : own.showContext}
          aria-expanded={isContextOpen}
          onClick={onToggleContext}
        />
      </Tooltip>
      <OnDemand isOpen={isTransferring}>
        <TransferDialog conversation={conversation} isOpen={isTransferring} onClose={() => { setTransferring(false) }} />
      </OnDemand>
    </header>
  )
}

function ChannelAndAssignee ({ conversation: { channel, assignee, group }, me }: { conversation: Conversation, me: string }) {
  const { conversation: own } = useWords(words)
  const channelName = useChannelName()
  const agentName = useAgentName()
  const groupName = useGroupName()
  const who = assignee === undefined ? own.nobody : assignee === me ? `${agentName(assignee)} (${own.me})` : agentName(assignee)
  return <>{channelName(channel)} · {who}{group !== undefined && ` · ${groupName(group)}`}</>
}
