import { Button, Typography } from 'antd'
import { ReloadOutlined } from '@ant-design/icons'
import { keys } from '../../api/query.js'
import type { Plugin } from '../../api/types.js'
import { common } from '../../words/common.js'
import { Ago } from '../../words/dates.js'
import { useLocalized, useWords } from '../../words/language.js'
import { Asked } from '../../parts/asked.js'
import { HealthTag } from '../parts/health-tag.js'
import { useList } from '../parts/list-query.js'
import { AdminPage } from '../parts/page.js'
import { Records, type Column } from '../parts/records.js'
import { words } from './words.js'

const REFRESH_MS = 10_000
const MAX_COUNTED = 10_000

/** How the plugins are doing. */
export default function PluginsPage () {
  const own = useWords(words)
  const { refresh } = useWords(common)
  const plugins = useList<Plugin>(keys.plugins, '/plugins', REFRESH_MS)
  const columns = useColumns()
  return (
    <AdminPage section='plugins' what={own.what} actions={<Button icon={<ReloadOutlined />} loading={plugins.isRefetching} onClick={() => { plugins.refetch() }}>{refresh}</Button>}>
      <Asked query={plugins}>
        {(items) => <Records<Plugin> records={items} idOf={({ id }) => id} columns={columns} empty={own.none} />}
      </Asked>
    </AdminPage>
  )
}

function useColumns (): Array<Column<Plugin>> {
  const own = useWords(words)
  const localized = useLocalized()
  const never = <Typography.Text type='secondary'>{own.never}</Typography.Text>
  return [
    {
      title: own.plugin,
      key: 'plugin',
      render: ({ id, title, name, version }) => (
        <span className='two-lines'>
          <Typography.Text strong>{localized(title)}</Typography.Text>
          <Typography.Text type='secondary'>{id === name ? name : `${id} · ${name}`} {version}</Typography.Text>
        </span>
      )
    },
    {
      title: own.state,
      key: 'state',
      render: ({ state, reason }) => (
        <span className='two-lines' style={{ maxWidth: 300 }}>
          <span><HealthTag state={state} /></span>
          {reason !== undefined && <span className='long-text'>{reason}</span>}
        </span>
      )
    },
    { title: own.queue, key: 'queueDepth', align: 'right', render: ({ queueDepth }) => queueDepth >= MAX_COUNTED ? own.queueFull : queueDepth },
    { title: own.lastMessage, key: 'lastMessageAt', render: ({ lastMessageAt }) => lastMessageAt === undefined ? never : <Ago at={lastMessageAt} /> },
    {
      title: own.lastError,
      key: 'lastError',
      render: ({ lastError }) => lastError === undefined
        ? never
        : (
          <span className='two-lines' style={{ maxWidth: 340 }}>
            <span><Ago at={lastError.at} /> · <Typography.Text code>{lastError.code}</Typography.Text></span>
            <span className='long-text'>{lastError.reason}</span>
          </span>
          )
    }
  ]
}
