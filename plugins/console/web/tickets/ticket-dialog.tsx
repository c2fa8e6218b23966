import { useState } from 'react'
import { App, Form, Input, Select } from 'antd'
import { FormDialog } from '../parts/form-dialog.js'
import { api } from '../api/client.js'
import { createRequestKey } from '../api/request-key.js'
import type { NewTicket, OrderRef, Ticket, TicketDetail } from '../api/types.js'
import { useLocalized, useWords } from '../words/language.js'
import { fromLocalTime } from './local-time.js'
import { toFieldValues, type FormValues } from './field-values.js'
import type { TicketAbout } from './new-ticket.js'
import { FieldItems } from './parts/field-items.js'
import { MessagesItem } from './parts/messages-item.js'
import { OrderItem } from './parts/order-item.js'
import { PeopleItems } from './parts/people-items.js'
import { useTicketTypes } from './queries.js'
import { words } from './words.js'
import './ticket.css'

interface Fields {
  type?: string
  subject: string
  description?: string
  fields?: FormValues
  priority?: Ticket['priority']
  group?: string
  assignee?: string
  dueAt?: string
  messages?: string[]
  order?: OrderRef
}

/** Makes a ticket, of a conversation or of nothing in particular. */
export function TicketDialog ({ about: { conversation, order }, onClose }: { about: TicketAbout, onClose: () => void }) {
  const own = useWords(words)
  const { message } = App.useApp()
  const types = useTicketTypes()
  const [key] = useState(createRequestKey)
  const [first] = types
  if (first === undefined) return null

  async function save ({ type = first?.id ?? '', fields = {}, dueAt, description = '', messages = [], ...rest }: Fields): Promise<void> {
    const due = fromLocalTime(dueAt)
    const wish: NewTicket = {
      ...rest,
      type,
      description,
      messages,
      fields: toFieldValues(types.find(({ id }) => id === type)?.fields ?? [], fields),
      ...(due !== undefined && { dueAt: due }),
      ...(conversation !== undefined && { conversation: conversation.id })
    }
    const { number } = await api.post<TicketDetail>('/tickets', wish, { headers: { 'idempotency-key': key } })
    message.success(own.created(number))
  }

  return (
    <FormDialog<Fields>
      title={conversation === undefined ? own.create : own.createFor(conversation.contactName)}
      initial={{ type: first.id, subject: '', priority: first.priority, ...(order !== undefined && { order }) }}
      refusals={own.failures}
      submit={save}
      onClose={onClose}
    >
      <TypeItems />
      {conversation !== undefined && (
        <div className='ticket-columns'>
          <OrderItem contact={conversation.contact} given={order} />
          <MessagesItem conversation={conversation.id} />
        </div>
      )}
      <PeopleItems />
    </FormDialog>
  )
}

/** The type, and what a ticket of that type says. */
function TypeItems () {
  const own = useWords(words)
  const localized = useLocalized()
  const types = useTicketTypes()
  const form = Form.useFormInstance<Fields>()
  const chosen = Form.useWatch('type', form)
  const type = types.find(({ id }) => id === chosen)
  return (
    <>
      <Form.Item name='type' label={own.type} hidden={types.length === 1}>
        <Select
          options={types.map(({ id, title }) => ({ value: id, label: localized(title) }))}
          onChange={(id) => { form.setFieldValue('priority', types.find((each) => each.id === id)?.priority) }}
        />
      </Form.Item>
      <Form.Item name='subject' label={own.subject} rules={[{ required: true, whitespace: true, message: own.needed(own.subject) }]}>
        <Input autoFocus autoComplete='off' maxLength={500} />
      </Form.Item>
      <FieldItems fields={type?.fields ?? []} />
      <Form.Item name='description' label={own.description}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={20_000} />
      </Form.Item>
    </>
  )
}
