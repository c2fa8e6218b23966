import { App, Button, Flex, Typography } from 'antd'
import { ReloadOutlined } from '@ant-design/icons'
import { keys } from '../../api/query.js'
import type { DeadLetter } from '../../api/types.js'
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
import { useRetry } from './retry.js'
import { words } from './words.js'

/** What the hub gave up on. */
export default function DeadLettersPage () {
  const me = useMe()
  const own = useWords(words)
  const { refresh, cancel, retry } = useWords(common)
  const { modal } = App.useApp()
  const letters = useEndless<DeadLetter>(keys.deadLetters, '/dead-letters')
  const retrying = useRetry()
  const mayRetry = isAtLeast(me.role, 'leader')
  const columns = useColumns(mayRetry ? (letter) => { retrying.mutate([letter]) } : undefined)
  const listed = letters.data ?? []

  function askForAll (): void {
    modal.confirm({ title: own.retryAllAsk(listed.length), okText: retry, cancelText: cancel, onOk: async () => { await retrying.mutateAsync(listed) } })
  }

  const actions = (
    <>
      {mayRetry && listed.length > 0 && <Button loading={retrying.isPending} onClick={askForAll}>{own.retryAll(listed.length)}</Button>}
      <Button icon={<ReloadOutlined />} loading={letters.isRefetching} onClick={() => { letters.refetch() }}>{refresh}</Button>
    </>
  )
  return (
    <AdminPage section='dead-letters' what={own.what} actions={actions}>
      <Asked query={letters}>
        {(items) => (
          <>
            <Records<DeadLetter> records={items} idOf={({ id }) => id} columns={columns} empty={own.none} />
            {items.length > 0 && <More list={letters} />}
          </>
        )}
      </Asked>
    </AdminPage>
  )
}

function useColumns (onRetry: ((letter: DeadLetter) => void) | undefined): Array<Column<DeadLetter>> {
  const own = useWords(words)
  const { actions, retry } = useWords(common)
  const kindOf = (kind: string): string => Object.hasOwn(own.kinds, kind) ? own.kinds[kind as keyof typeof own.kinds] : kind
  const columns: Array<Column<DeadLetter>> = [
    { title: own.at, key: 'at', width: 110, render: ({ at }) => <Ago at={at} /> },
    {
      title: own.work,
      key: 'work',
      width: 160,
      render: ({ kind, target }) => <span className='two-lines'><span>{kindOf(kind)}</span><Typography.Text type='secondary'>{target}</Typography.Text></span>
    },
    {
      title: own.reason,
      key: 'reason',
      render: ({ code, reason, trace }) => (
        <span className='two-lines' style={{ maxWidth: 560 }}>
          <Flex gap={6} wrap><Typography.Text code>{code}</Typography.Text></Flex>
          <span className='long-text'>{reason}</span>
          <Typography.Text type='secondary'>{own.trace(trace)}</Typography.Text>
        </span>
      )
    },
    { title: own.attemptsTitle, key: 'attempts', width: 80, render: ({ attempts }) => own.attempts(attempts) }
  ]
  if (onRetry === undefined) return columns
  return [...columns, { title: actions, key: 'actions', width: 80, render: (letter) => <Button className='row-action' type='link' onClick={() => { onRetry(letter) }}>{retry}</Button> }]
}
