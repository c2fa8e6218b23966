import { Form, Input, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { FormDialog } from '../../parts/form-dialog.js'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { Contact } from '../../api/types.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'

type Fields = Pick<Contact, 'name' | 'phones' | 'emails'>

/** Changes who a customer is and how else they are reached, which is also how other systems find them. */
export function ContactDialog ({ contact: { id, name, phones, emails }, onClose }: { contact: Contact, onClose: () => void }) {
  const { context: own } = useWords(words)
  const { name: label, required } = useWords(common)
  const client = useQueryClient()
  async function save (fields: Fields): Promise<void> {
    await api.patch(`/contacts/${encodeURIComponent(id)}`, fields)
    await Promise.all([keys.orders(id), keys.facts(id), [keys.conversation('')[0]]].map(async (queryKey) => { await client.invalidateQueries({ queryKey }) }))
  }
  return (
    <FormDialog<Fields> title={own.editContact} initial={{ name, phones, emails }} refusals={{ KH_ERR_API_INPUT: own.badContact }} submit={save} onClose={onClose}>
      <Form.Item name='name' label={label} rules={[{ required: true, whitespace: true, message: required }]}>
        <Input autoComplete='off' maxLength={256} />
      </Form.Item>
      <Form.Item name='phones' label={own.phones}>
        <Select mode='tags' open={false} suffixIcon={null} maxCount={20} tokenSeparators={[',', '，', ';', '；']} />
      </Form.Item>
      <Form.Item name='emails' label={own.emails}>
        <Select mode='tags' open={false} suffixIcon={null} maxCount={20} tokenSeparators={[',', '，', ';', '；', ' ']} />
      </Form.Item>
    </FormDialog>
  )
}
