import { useState } from 'react'
import { Form, Input } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { FormDialog } from '../parts/form-dialog.js'
import { ApiError } from '../api/api-error.js'
import { api } from '../api/client.js'
import { keys } from '../api/query.js'
import type { OrderRef, TicketChange, TicketDetail, TicketType } from '../api/types.js'
import { useWords } from '../words/language.js'
import { toFieldChanges, type FormValues } from './field-values.js'
import { FieldItems } from './parts/field-items.js'
import { OrderItem } from './parts/order-item.js'
import { words } from './words.js'

interface Fields { subject: string, description: string, fields: FormValues, order?: OrderRef }

interface Props {
  ticket: TicketDetail
  /** Absent: the config does not have it any more. */
  type: TicketType | undefined
  onClose: () => void
}

/** Changes what a ticket says. Only what differs is sent. */
export function EditDialog ({ ticket, type, onClose }: Props) {
  const own = useWords(words)
  const client = useQueryClient()
  const fields = type?.fields ?? []
  const [before] = useState(ticket)
  const [revision, setRevision] = useState(ticket.revision)

  async function save (form: Fields): Promise<void> {
    const change = toChange(form)
    if (Object.keys(change).length === 0) return
    try {
      await api.patch(`/tickets/${ticket.id}`, { ...change, revision })
    } catch (error) {
      // Who saves once more has been told, and means it.
      if (error instanceof ApiError && error.code === 'KH_ERR_TICKET_CHANGED') setRevision((await api.get<TicketDetail>(`/tickets/${ticket.id}`)).revision)
      throw error
    } finally {
      await client.invalidateQueries({ queryKey: [keys.ticket('')[0]] })
    }
  }

  function toChange ({ subject, description, fields: values = {}, order }: Fields): TicketChange {
    const changes = toFieldChanges(fields, values, before.fields)
    return {
      ...(subject !== before.subject && { subject }),
      ...(description !== before.description && { description }),
      ...(Object.keys(changes).length > 0 && { fields: changes }),
      ...(!isSameOrder(order, before.order) && { order: order ?? null })
    }
  }

  return (
    <FormDialog<Fields>
      title={own.edit}
      initial={{ subject: before.subject, description: before.description, fields: before.fields, ...(before.order !== undefined && { order: before.order }) }}
      refusals={{ ...own.failures, KH_ERR_TICKET_CHANGED: own.changedMeanwhile }}
      submit={save}
      onClose={onClose}
    >
      <Form.Item name='subject' label={own.subject} rules={[{ required: true, whitespace: true, message: own.needed(own.subject) }]}>
        <Input autoFocus autoComplete='off' maxLength={500} />
      </Form.Item>
      <FieldItems fields={fields} />
      {before.contact !== undefined && <OrderItem contact={before.contact} given={before.order} />}
      <Form.Item name='description' label={own.description}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} maxLength={20_000} />
      </Form.Item>
    </FormDialog>
  )
}

function isSameOrder (one: OrderRef | undefined, other: OrderRef | undefined): boolean { return one?.source === other?.source && one?.id === other?.id }
