import type { ReactElement } from 'react'
import { Form, Input, InputNumber, Select } from 'antd'
import type { TicketField } from '../../api/types.js'
import { useLocalized, useWords } from '../../words/language.js'
import { words } from '../words.js'

/** A text that may be longer than this gets several lines. */
const LONG = 200

/** The fields of a type in a form, below `fields`. */
export function FieldItems ({ fields }: { fields: readonly TicketField[] }) {
  const own = useWords(words)
  const localized = useLocalized()
  return (
    <div className='ticket-columns'>
      {fields.map((field) => (
        <Form.Item
          key={field.name}
          name={['fields', field.name]}
          label={localized(field.title)}
          {...(field.type === 'text' && { className: 'ticket-column-wide' })}
          required={field.required}
          rules={field.required ? [{ validator: async (_rule, value) => { if (isMissing(value)) throw new Error(own.needed(localized(field.title))) } }] : []}
        >
          {toControl(field, own)}
        </Form.Item>
      ))}
    </div>
  )
}

function isMissing (value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

/** An element rather than a component: the form gives it its value and its id. */
function toControl ({ type, choices = [], maxLength }: TicketField, { yes, no }: { yes: string, no: string }): ReactElement {
  switch (type) {
    case 'number': return <InputNumber style={{ width: '100%' }} />
    case 'boolean': return <Select allowClear options={[{ value: true, label: yes }, { value: false, label: no }]} />
    case 'choice': return <Select allowClear showSearch options={choices.map((value) => ({ value, label: value }))} />
    case 'date': return <Input type='date' />
    case 'text': return maxLength > LONG ? <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={maxLength} /> : <Input maxLength={maxLength} />
  }
}
