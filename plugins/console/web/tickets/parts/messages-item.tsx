import { Form, Select } from 'antd'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { textOf } from '../../workspace/inbox/text-of.js'
import { useMessages } from '../../workspace/queries.js'
import { words as workspace } from '../../workspace/words.js'
import { words } from '../words.js'

/** Messages that are offered, and that the hub takes. */
const MAX_OFFERED = 100

/** Which messages of a conversation belong to a ticket, in a form. */
export function MessagesItem ({ conversation }: { conversation: string }) {
  const own = useWords(words)
  const { from } = useWords(workspace)
  const { media } = useWords(common)
  const messages = useMessages(conversation).data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Form.Item name='messages' label={own.messages}>
      <Select
        mode='multiple'
        allowClear
        maxCount={MAX_OFFERED}
        showSearch={{ optionFilterProp: 'label' }}
        maxTagTextLength={24}
        options={messages.slice(0, MAX_OFFERED).map(({ id, direction, author, content }) => ({
          value: id, label: `${from[direction === 'in' ? 'customer' : author?.kind ?? 'agent']}: ${textOf(content) || media[content.type]}`
        }))}
      />
    </Form.Item>
  )
}
