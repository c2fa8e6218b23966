import { Button, Typography } from 'antd'
import { ReloadOutlined } from '@ant-design/icons'
import { keys } from '../../api/query.js'
import type { Agent, AuditLine } from '../../api/types.js'
import { common } from '../../words/common.js'
import { useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { Asked } from '../../parts/asked.js'
import { useEndless } from '../parts/endless-query.js'
import { useList } from '../parts/list-query.js'
import { More } from '../../parts/more.js'
import { AdminPage } from '../parts/page.js'
import { Records, type Column } from '../parts/records.js'
import { words } from './words.js'

/** Who did what. */
export default function AuditPage () {
  const own = useWords(words)
  const { refresh } = useWords(common)
  const lines = useEndless<AuditLine>(keys.audit, '/audit')
  const columns = useColumns()
  return (
    <AdminPage section='audit' what={own.what} actions={<Button icon={<ReloadOutlined />} loading={lines.isRefetching} onClick={() => { lines.refetch() }}>{refresh}</Button>}>
      <Asked query={lines}>
        {(items) => (
          <>
            <Records<AuditLine> records={items} idOf={({ number }) => number} columns={columns} empty={own.none} />
            {items.length > 0 && <More list={lines} />}
          </>
        )}
      </Asked>
    </AdminPage>
  )
}

function useColumns (): Array<Column<AuditLine>> {
  const own = useWords(words)
  const { full } = useDates()
  const nameOf = useNames()
  const actionOf = (action: string): string => Object.hasOwn(own.actions, action) ? own.actions[action as keyof typeof own.actions] : action
  return [
    { title: own.number, key: 'number', width: 70, align: 'right', render: ({ number, hash }) => <span title={own.hash(hash)}>{number}</span> },
    { title: own.at, key: 'at', width: 160, render: ({ at }) => <time dateTime={at}>{full(at)}</time> },
    { title: own.actor, key: 'actor', render: ({ actor }) => <span title={actor}>{nameOf(actor)}</span> },
    { title: own.action, key: 'action', render: ({ action }) => <span title={action}>{actionOf(action)}</span> },
    { title: own.target, key: 'target', render: ({ target }) => <span title={target} className='long-text' style={{ display: 'block', maxWidth: 260 }}>{nameOf(target)}</span> },
    {
      title: own.detail,
      key: 'detail',
      render: ({ detail = {} }) => (
        <span className='long-text' style={{ display: 'block', maxWidth: 360 }}>
          {Object.entries(detail).map(([key, value]) => <span key={key} className='audit-detail'><Typography.Text type='secondary'>{key}</Typography.Text> {value} </span>)}
        </span>
      )
    }
  ]
}

/** Names for ids of people, with `agent:` before them or not; anything else stays what it is. */
function useNames (): (id: string) => string {
  const own = useWords(words)
  const { data: agents = [] } = useList<Agent>(keys.agents, '/agents')
  const names = new Map(agents.map(({ id, name }) => [id, name]))
  return (id) => {
    if (id === 'cli') return own.cli
    if (id.startsWith('token:')) return own.token(id.slice('token:'.length))
    return names.get(id.replace(/^agent:/, '')) ?? id
  }
}
