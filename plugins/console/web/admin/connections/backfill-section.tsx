import { useState } from 'react'
import { App, Button, Flex, Progress, Typography } from 'antd'
import type { Backfill, Connection } from '../../api/types.js'
import { isAtLeast } from '../../shell/role.js'
import { useMe } from '../../shell/session.js'
import { common } from '../../words/common.js'
import { Ago } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { useOrder } from './actions.js'
import { countDone, isUnderWay, toBackfillState, toPercent, type BackfillState } from './backfill-state.js'
import { useRate } from './connections.js'
import { Counts } from './counts.js'
import { PreviewDialog } from './preview-dialog.js'
import { RunState } from './run-state.js'
import { words } from './words.js'

interface Props { connection: Connection, answeredAt: number }

/** Going through everything on both sides: what would change, how far it is, and what an administrator may do about it. */
export function BackfillSection ({ connection, answeredAt }: Props) {
  const own = useWords(words)
  const { role } = useMe()
  const { backfill } = connection
  const state = toBackfillState(backfill)
  return (
    <section aria-label={own.backfill}>
      <h2>{own.backfill}</h2>
      <Typography.Paragraph type='secondary' style={{ marginBottom: 6 }}>{own.backfillWhat}</Typography.Paragraph>
      {backfill !== undefined && <BackfillProgress backfill={backfill} state={state} answeredAt={answeredAt} told={connection.reason} />}
      {isAtLeast(role, 'administrator') && <BackfillActions connection={connection} state={state} />}
    </section>
  )
}

interface ProgressProps { backfill: Backfill, state: BackfillState, answeredAt: number, told: string | undefined }

function BackfillProgress ({ backfill, state, answeredAt, told }: ProgressProps) {
  const own = useWords(words)
  const rate = useRate(backfill, answeredAt)
  const { pulled, pushed, phase, total, lastDoneAt } = backfill
  const percent = toPercent(backfill)
  return (
    <>
      <Flex gap={8} wrap role='status'>
        <Typography.Text strong>{own.backfillStates[state]}</Typography.Text>
        {isUnderWay(state) && phase !== 'done' && <span>{own.phases[phase](countDone(backfill), total)}</span>}
        {state === 'running' && rate !== undefined && <Typography.Text type='secondary'>{own.rate(rate)}</Typography.Text>}
        {state === 'done' && lastDoneAt !== undefined && <Typography.Text type='secondary'><Ago at={lastDoneAt} /></Typography.Text>}
      </Flex>
      {state === 'failing' && <RunState run={backfill} told={told} />}
      {isUnderWay(state) && percent !== undefined && <Progress percent={percent} size='small' aria-label={own.backfill} />}
      <Counts
        counts={[
          [own.counts.read, pulled.read], [own.counts.changedHere, pulled.changed], [own.counts.written, pushed.done], [own.counts.created, pushed.created],
          [own.counts.updated, pushed.updated], [own.counts.failed, pulled.failed + pushed.failed]
        ]}
      />
    </>
  )
}

function BackfillActions ({ connection, state }: { connection: Connection, state: BackfillState }) {
  const own = useWords(words)
  const { close } = useWords(common)
  const { modal } = App.useApp()
  const order = useOrder(connection.id)
  const [isOpen, setOpen] = useState(false)
  function askToCancel (): void {
    modal.confirm({ title: own.cancelAsk, content: own.cancelWhat, okText: own.cancelBackfill, cancelText: close, onOk: () => { order.mutate('cancel') } })
  }
  return (
    <Flex gap={8} wrap>
      {isUnderWay(state) && <Button danger loading={order.isPending} onClick={askToCancel}>{own.cancelBackfill}</Button>}
      {state === 'stopped' && <Button loading={order.isPending} onClick={() => { order.mutate('backfill') }}>{own.resume}</Button>}
      {(state === 'none' || state === 'done') && <Button onClick={() => { setOpen(true) }}>{own.begin}</Button>}
      {isOpen && <PreviewDialog connection={connection} onStart={() => { order.mutate('backfill') }} onClose={() => { setOpen(false) }} />}
    </Flex>
  )
}
