import { useState } from 'react'
import { Alert, App, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../api/client.js'
import { keys } from '../../../api/query.js'
import { createRequestKey } from '../../../api/request-key.js'
import type { Order, OrderReturn } from '../../../api/types.js'
import { common } from '../../../words/common.js'
import { useFailure } from '../../../words/failure.js'
import { useWords } from '../../../words/language.js'
import { SafeLink } from '../../conversation/content/safe-link.js'
import { toOrderPath } from './queries.js'
import { findReturnable } from './returnable.js'
import { words } from './words.js'

const KINDS = ['return', 'refund', 'exchange'] as const
const MAX_REASON = 500

interface Fields { kind: typeof KINDS[number], reason: string, quantities?: Array<number | null> }

/** Asks for a return in the system that has the order. The same attempt again makes no second return. */
export function ReturnDialog ({ contact, source, order, onClose }: { contact: string, source: string, order: Order, onClose: () => void }) {
  const own = useWords(words)
  const { cancel } = useWords(common)
  const explain = useFailure(own.failures)
  const { message } = App.useApp()
  const client = useQueryClient()
  const [key] = useState(createRequestKey)
  const [form] = Form.useForm<Fields>()
  const lines = findReturnable(order)
  const asking = useMutation({
    mutationFn: async ({ kind, reason, quantities = [] }: Fields) => await api.post<OrderReturn>(`${toOrderPath(contact, source, order.id)}/returns`, {
      key, kind, reason, lines: lines.flatMap(({ id }, index) => (quantities[index] ?? 0) > 0 ? [{ lineId: id, quantity: quantities[index] }] : [])
    }),
    onSuccess: async ({ number, status, url }) => {
      message.success(<>{url === undefined ? own.returnMade(number) : <SafeLink url={url}>{own.returnMade(number)}</SafeLink>} · {own.returnStates[status]}</>)
      onClose()
      await client.invalidateQueries({ queryKey: keys.orders(contact) })
    }
  })
  return (
    <Modal open title={own.returnFor(order.number)} okText={own.submit} cancelText={cancel} confirmLoading={asking.isPending} mask={{ closable: false }} onOk={() => { form.submit() }} onCancel={onClose}>
      <Form<Fields> form={form} layout='vertical' initialValues={{ kind: 'return' }} onFinish={(fields) => { asking.mutate(fields) }}>
        {asking.error !== null && <Form.Item><Alert type='error' showIcon role='alert' title={explain(asking.error)} /></Form.Item>}
        <Form.Item name='kind' label={own.kind}>
          <Select options={KINDS.map((value) => ({ value, label: own.kinds[value] }))} />
        </Form.Item>
        <Form.Item name='reason' label={own.reason} rules={[{ required: true, whitespace: true, message: own.needed }]}>
          <Input autoFocus maxLength={MAX_REASON} />
        </Form.Item>
        <Form.Item label={own.lines} required>
          {lines.map(({ id, title, sku, most }, index) => (
            <div key={id} className='context-return-line'>
              <span>{title} <span className='context-small'>{sku} · {own.atMost(most)}</span></span>
              <Form.Item name={['quantities', index]} noStyle>
                <InputNumber min={0} max={most} placeholder='0' aria-label={own.quantityOf(title)} />
              </Form.Item>
            </div>
          ))}
        </Form.Item>
        <Form.Item
          name='any'
          noStyle
          dependencies={['quantities']}
          rules={[{ validator: async () => { if (!(form.getFieldValue('quantities') as Fields['quantities'])?.some((quantity) => (quantity ?? 0) > 0)) throw new Error(own.noLine) } }]}
        >
          <NoLine />
        </Form.Item>
        <button type='submit' hidden />
      </Form>
    </Modal>
  )
}

/** Stands where the form complains when nothing is chosen. */
function NoLine () {
  const { errors } = Form.Item.useStatus()
  return errors.length > 0 && <Alert type='warning' showIcon role='alert' title={errors[0]} />
}
