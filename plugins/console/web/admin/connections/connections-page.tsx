import { Button } from 'antd'
import { ReloadOutlined } from '@ant-design/icons'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { Asked } from '../../parts/asked.js'
import { Nothing } from '../parts/nothing.js'
import { AdminPage } from '../parts/page.js'
import { ConnectionCard } from './connection-card.js'
import { useConnections } from './connections.js'
import { words } from './words.js'
import './connections.css'

/** The systems that the hub keeps in step with, and how that goes. */
export default function ConnectionsPage () {
  const own = useWords(words)
  const { refresh } = useWords(common)
  const connections = useConnections()
  return (
    <AdminPage section='connections' what={own.what} actions={<Button icon={<ReloadOutlined />} onClick={() => { connections.refetch() }}>{refresh}</Button>}>
      <Asked query={connections}>
        {(items) => items.length === 0
          ? <Nothing says={own.none} />
          : items.map((connection) => <ConnectionCard key={connection.id} connection={connection} answeredAt={connections.dataUpdatedAt} />)}
      </Asked>
    </AdminPage>
  )
}
