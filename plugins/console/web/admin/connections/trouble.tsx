import { Alert, Typography } from 'antd'
import type { Connection } from '../../api/types.js'
import { useStandingAlerts } from '../../shell/alerts.js'
import { Ago, useDates } from '../../words/dates.js'
import { useLocalized, useWords } from '../../words/language.js'
import { toCure } from './cure.js'
import { words } from './words.js'

/** Why a system is not well, since when, until when it is left alone, and what helps. */
export function Trouble ({ connection: { id, state, reason, pausedUntil, pull, backfill, poll, files } }: { connection: Connection }) {
  const own = useWords(words)
  const localized = useLocalized()
  const { clock } = useDates()
  const alerts = (useStandingAlerts().data ?? []).filter(({ source }) => source === id)
  if (state === 'ok' && alerts.length === 0) return null
  const isRefused = alerts.some(({ key }) => key === 'unauthorized')
  const failed = [pull, backfill, poll, files].find((run) => run?.code !== undefined)
  const cure = isRefused ? 'credentials' : toCure(failed?.code, failed?.reason ?? reason)
  const said = reason ?? alerts[0]?.reason
  const content = (
    <span className='two-lines'>
      {said !== undefined && <span className='long-text'>{said}</span>}
      {alerts.map((alert) => <Typography.Text key={alert.id} type='secondary'>{localized(alert.title)} · {own.since} <Ago at={alert.raisedAt} /></Typography.Text>)}
      {pausedUntil !== undefined && <Typography.Text type='secondary'>{own.pausedUntil(clock(pausedUntil))}</Typography.Text>}
      {cure !== undefined && <span>{own.cures[cure]}</span>}
    </span>
  )
  return <Alert className='connection-trouble' type={state === 'down' ? 'error' : 'warning'} showIcon title={state === 'ok' ? own.recovering : own.troubles[state]} description={content} />
}
