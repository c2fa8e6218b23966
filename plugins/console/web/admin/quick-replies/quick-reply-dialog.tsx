import { Form, Input } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { QuickReply } from '../../api/types.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { FormDialog } from '../../parts/form-dialog.js'
import { words } from './words.js'

type Fields = Pick<QuickReply, 'shortcut' | 'text'>

const SHORTCUT = /^[^\s/]{1,32}$/u

/** A quick reply, new or to be changed. */
export function QuickReplyDialog ({ reply, onClose }: { reply: QuickReply | undefined, onClose: () => void }) {
  const own = useWords(words)
  const { required } = useWords(common)
  const client = useQueryClient()
  async function save ({ shortcut, text }: Fields): Promise<void> {
    await (reply === undefined ? api.post('/quick-replies', { shortcut, text }) : api.patch(`/quick-replies/${reply.id}`, { shortcut, text }))
    await client.invalidateQueries({ queryKey: keys.quickReplies })
  }
  return (
    <FormDialog<Fields> title={reply === undefined ? own.add : own.edit(reply.shortcut)} initial={reply ?? {}} refusals={{ KH_ERR_NAME_TAKEN: own.taken }} submit={save} onClose={onClose}>
      <Form.Item name='shortcut' label={own.shortcut} extra={own.shortcutRule} rules={[{ required: true, message: required }, { pattern: SHORTCUT, message: own.shortcutRule }]}>
        <Input prefix='/' autoComplete='off' autoCapitalize='none' maxLength={32} autoFocus />
      </Form.Item>
      <Form.Item name='text' label={own.text} rules={[{ required: true, whitespace: true, message: required }]}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={10_000} />
      </Form.Item>
    </FormDialog>
  )
}
