import { useState } from 'react'
import { Segmented, Typography } from 'antd'
import { keys } from '../../api/query.js'
import type { Alert } from '../../api/types.js'
import { useStandingAlerts } from '../../shell/alerts.js'
import { isAtLeast } from '../../shell/role.js'
import { useMe } from '../../shell/session.js'
import { common } from '../../words/common.js'
import { Ago } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { Asked } from '../../parts/asked.js'
import { useEndless } from '../parts/endless-query.js'
import { More } from '../../parts/more.js'
import { AdminPage } from '../parts/page.js'
import { Records, type Column } from '../parts/records.js'
import { AlertText } from './alert-text.js'
import { CloseButton } from './close-button.js'
import { words } from './words.js'

/** What is not as it should be, and what was not. */
export default function AlertsPage () {
  const own = useWords(words)
  const standing = useStandingAlerts()
  const [tab, setTab] = useState<'standing' | 'history'>('standing')
  const tabs = [{ value: 'standing' as const, label: own.standing(standing.data?.length ?? 0) }, { value: 'history' as const, label: own.history }]
  return (
    <AdminPage section='alerts' what={own.what} actions={<Segmented aria-label={own.which} options={tabs} value={tab} onChange={setTab} />}>
      {tab === 'standing' ? <Standing query={standing} /> : <History />}
    </AdminPage>
  )
}

function Standing ({ query }: { query: ReturnType<typeof useStandingAlerts> }) {
  const me = useMe()
  const { none } = useWords(words)
  const { actions } = useWords(common)
  const columns = useColumns()
  const closing: Column<Alert> = { title: actions, key: 'actions', width: 80, render: (alert) => <CloseButton alert={alert} /> }
  return (
    <Asked query={query}>
      {(items) => <Records<Alert> records={items} idOf={({ id }) => id} columns={isAtLeast(me.role, 'leader') ? [...columns, closing] : columns} empty={none} />}
    </Asked>
  )
}

function History () {
  const own = useWords(words)
  const list = useEndless<Alert>(keys.alertHistory, '/alerts')
  const columns = useColumns()
  const resolved: Column<Alert> = {
    title: own.resolvedAt,
    key: 'resolvedAt',
    width: 130,
    render: ({ resolvedAt }) => resolvedAt === undefined ? <Typography.Text type='warning'>{own.stands}</Typography.Text> : <Ago at={resolvedAt} />
  }
  return (
    <Asked query={list}>
      {(items) => (
        <>
          <Records<Alert> records={items} idOf={({ id }) => id} columns={[...columns, resolved]} empty={own.noHistory} />
          {items.length > 0 && <More list={list} />}
        </>
      )}
    </Asked>
  )
}

function useColumns (): Array<Column<Alert>> {
  const own = useWords(words)
  return [
    { title: own.alert, key: 'alert', render: (alert) => <AlertText alert={alert} /> },
    { title: own.source, key: 'source', width: 140, render: ({ source }) => <Typography.Text type='secondary'>{source}</Typography.Text> },
    { title: own.raisedAt, key: 'raisedAt', width: 130, render: ({ raisedAt }) => <Ago at={raisedAt} /> }
  ]
}
