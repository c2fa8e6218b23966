import { Typography } from 'antd'
import type { Connection } from '../../api/types.js'
import { Ago, useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { toCure } from './cure.js'
import { words } from './words.js'

interface Props {
  run: NonNullable<Connection['poll']>
  /** What is said of the whole system already. */
  told?: string | undefined
}

/** When work that comes again was last done and is next, and why it fails. */
export function RunState ({ run: { state, lastDoneAt, dueAt, failures, code, reason }, told }: Props) {
  const own = useWords(words)
  const { clock } = useDates()
  const isTold = reason !== undefined && told?.includes(reason) === true
  const cure = isTold ? undefined : toCure(code, reason)
  return (
    <span className='two-lines'>
      <span>
        {state === 'running' ? own.runningNow : lastDoneAt === undefined ? own.neverDone : <>{own.lastDone} <Ago at={lastDoneAt} /></>}
        {dueAt !== undefined && state !== 'running' && ` · ${own.next(clock(dueAt))}`}
      </span>
      {reason !== undefined && (
        <Typography.Text type='danger' className='long-text'>{own.failing(failures)}{!isTold && <> <Typography.Text code>{code}</Typography.Text> {reason}</>}</Typography.Text>
      )}
      {cure !== undefined && <span>{own.cures[cure]}</span>}
    </span>
  )
}
