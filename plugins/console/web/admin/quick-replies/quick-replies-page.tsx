import { useState } from 'react'
import { Button, Input, Typography } from 'antd'
import { PlusOutlined } from '@ant-design/icons'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { QuickReply } from '../../api/types.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { Asked } from '../../parts/asked.js'
import { useList } from '../parts/list-query.js'
import { AdminPage } from '../parts/page.js'
import { Records, type Column } from '../parts/records.js'
import { RowActions } from '../parts/row-actions.js'
import { QuickReplyDialog } from './quick-reply-dialog.js'
import { words } from './words.js'

/** The texts that agents send often. */
export default function QuickRepliesPage () {
  const own = useWords(words)
  const { actions } = useWords(common)
  const replies = useList<QuickReply>(keys.quickReplies, '/quick-replies')
  const [edited, setEdited] = useState<QuickReply | 'new'>()
  const [sought, setSought] = useState('')
  const isSought = ({ shortcut, text }: QuickReply): boolean => `${shortcut}\n${text}`.toLowerCase().includes(sought.trim().toLowerCase())
  const columns: Array<Column<QuickReply>> = [
    { title: own.shortcut, key: 'shortcut', width: 140, render: ({ shortcut }) => <Typography.Text strong>/{shortcut}</Typography.Text> },
    { title: own.text, key: 'text', render: ({ text }) => <span className='long-text'>{text}</span> },
    {
      title: actions,
      key: 'actions',
      width: 110,
      render: (reply) => (
        <RowActions
          name={`/${reply.shortcut}`}
          onEdit={() => { setEdited(reply) }}
          onRemove={async () => { await api.delete(`/quick-replies/${reply.id}`) }}
          listKey={keys.quickReplies}
        />
      )
    }
  ]
  return (
    <AdminPage section='quick-replies' what={own.what} actions={<Button type='primary' icon={<PlusOutlined />} onClick={() => { setEdited('new') }}>{own.add}</Button>}>
      <Input.Search allowClear placeholder={own.search} aria-label={own.search} value={sought} onChange={({ target }) => { setSought(target.value) }} style={{ maxWidth: 320, marginBottom: 12 }} />
      <Asked query={replies}>
        {(items) => <Records<QuickReply> records={items.filter(isSought)} idOf={({ id }) => id} columns={columns} empty={items.length === 0 ? own.none : own.noMatch} />}
      </Asked>
      {edited !== undefined && <QuickReplyDialog reply={edited === 'new' ? undefined : edited} onClose={() => { setEdited(undefined) }} />}
    </AdminPage>
  )
}
