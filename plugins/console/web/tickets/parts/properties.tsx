import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { Input, Select } from 'antd'
import { BellOutlined } from '@ant-design/icons'
import type { TicketChange, TicketDetail, TicketType } from '../../api/types.js'
import { useDates } from '../../words/dates.js'
import { useLocalized, useWords } from '../../words/language.js'
import { toPath } from '../../workspace/address.js'
import { Facts } from '../../workspace/context/section.js'
import { useAgents, useGroups } from '../../workspace/queries.js'
import { useTicketActions } from '../actions.js'
import { fromLocalTime, toLocalTime } from '../local-time.js'
import { findNext } from '../statuses.js'
import { words } from '../words.js'
import { ActorName } from './actor-name.js'
import { OrderFact } from './order-fact.js'
import { PRIORITIES } from './people-items.js'

interface Props {
  ticket: TicketDetail
  /** Absent: the config does not have it any more. */
  type: TicketType | undefined
}

/** Where a ticket stands, whose it is and what it belongs to; changes at once. */
export function Properties ({ ticket, type }: Props) {
  const own = useWords(words)
  const localized = useLocalized()
  const { full } = useDates()
  const { change } = useTicketActions(ticket.id)
  const agents = useAgents()
  const groups = useGroups()
  // What was asked for is shown until the hub answers.
  const shown = { ...ticket, ...(change.isPending && change.variables) }
  const set = (wish: TicketChange): void => { change.mutate(wish) }
  const nobody = { value: '', label: own.nobody }
  const noGroup = { value: '', label: own.noGroup }
  return (
    <section className='ticket-part' aria-label={own.details}>
      <div className='ticket-controls'>
        <Labelled id='ticket-status' label={own.status}>
          <Select
            id='ticket-status'
            disabled={type === undefined}
            loading={change.isPending}
            value={shown.status}
            options={type === undefined ? [{ value: ticket.status, label: ticket.status }] : toStatusOptions(type, ticket.status, localized, own.tellsCustomer)}
            onChange={(status) => { set({ status }) }}
          />
        </Labelled>
        <Labelled id='ticket-assignee' label={own.assignee}>
          <Select
            id='ticket-assignee'
            showSearch={{ optionFilterProp: 'label' }}
            value={shown.assignee ?? ''}
            options={[nobody, ...agents.filter(({ id, isDisabled }) => !isDisabled || id === ticket.assignee).map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(id) => { set({ assignee: id === '' ? null : id }) }}
          />
        </Labelled>
        <Labelled id='ticket-group' label={own.group}>
          <Select
            id='ticket-group'
            showSearch={{ optionFilterProp: 'label' }}
            value={shown.group ?? ''}
            options={[noGroup, ...groups.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(id) => { set({ group: id === '' ? null : id }) }}
          />
        </Labelled>
        <Labelled id='ticket-priority' label={own.priority}>
          <Select
            id='ticket-priority'
            value={shown.priority}
            options={PRIORITIES.map((value) => ({ value, label: own.priorities[value] }))}
            onChange={(priority) => { set({ priority }) }}
          />
        </Labelled>
        <Labelled id='ticket-due' label={own.dueAt}>
          <DueInput key={ticket.dueAt ?? ''} dueAt={ticket.dueAt} onChange={(dueAt) => { set({ dueAt }) }} />
        </Labelled>
      </div>
      <Facts
        facts={[
          [own.type, type === undefined ? ticket.type : localized(type.title)],
          [own.contact, ticket.contactName],
          [own.conversation, ticket.conversation === undefined ? undefined : <Link key='conversation' to={toPath(ticket.conversation)}>{own.toConversation}</Link>],
          [own.order, ticket.order === undefined ? undefined : <OrderFact key='order' order={ticket.order} contact={ticket.contact} />],
          [own.createdAt, full(ticket.createdAt)],
          [own.createdBy, <ActorName key='by' actor={ticket.createdBy} />],
          [own.settledAt, ticket.settledAt === undefined ? undefined : full(ticket.settledAt)]
        ]}
      />
    </section>
  )
}

function Labelled ({ id, label, children }: { id: string, label: string, children: ReactNode }) {
  return <div className='ticket-control'><label htmlFor={id}>{label}</label>{children}</div>
}

/** Is told of when the field is left: a time is typed in parts. */
function DueInput ({ dueAt, onChange }: { dueAt: string | undefined, onChange: (dueAt: string | null) => void }) {
  const before = toLocalTime(dueAt)
  return (
    <Input
      id='ticket-due'
      type='datetime-local'
      defaultValue={before}
      onBlur={({ target: { value } }) => { if (value !== before) onChange(fromLocalTime(value) ?? null) }}
    />
  )
}

function toStatusOptions (type: TicketType, status: string, localized: ReturnType<typeof useLocalized>, tells: string) {
  return findNext(type, status).map(({ id, title, tellsCustomer }) => ({
    value: id,
    label: tellsCustomer && id !== status ? <>{localized(title)} <span className='ticket-tells'><BellOutlined aria-hidden /> {tells}</span></> : localized(title)
  }))
}
