import { Button } from 'antd'
import { ClockCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons'
import { ApiError } from '../../api/api-error.js'
import { useOutbox, type Entry } from '../../live/index.js'
import { common } from '../../words/common.js'
import { useFailure } from '../../words/failure.js'
import { useWords } from '../../words/language.js'
import { textOf } from '../inbox/text-of.js'
import { words } from '../words.js'
import { LinkedText } from './content/linked-text.js'

/** What was sent here and is not acknowledged by the hub yet. */
export function PendingBubble ({ entry }: { entry: Entry }) {
  const { delivery, composer, failures } = useWords(words)
  const { media } = useWords(common)
  const explain = useFailure(failures)
  const outbox = useOutbox()
  const { key, content, state, percent, error, fileName, file } = entry
  const isLost = content === undefined && file === undefined
  const isAway = state === 'waiting' && error instanceof ApiError
  const status = state === 'refused'
    ? `${delivery.refused}: ${isLost ? composer.lostFile : explain(error)}`
    : isAway
      ? delivery.waiting
      : state === 'sending' && content === undefined ? delivery.uploading(percent ?? 0) : delivery.sending
  return (
    <div className='log-message log-out log-from-agent log-first'>
      <div className='log-body'>
        <div className='log-bubble log-pending'>
          {content?.type === 'text' || content?.type === 'card' ? <LinkedText text={textOf(content)} /> : fileName ?? media[content?.type ?? 'file']}
        </div>
        <div className={state === 'refused' ? 'log-delivery log-trouble' : 'log-delivery'} role='status'>
          {state === 'refused' ? <ExclamationCircleOutlined aria-hidden /> : <ClockCircleOutlined aria-hidden />}
          <span>{status}</span>
          {state === 'refused' && !isLost && <Button type='link' size='small' onClick={() => { outbox.retry(key) }}>{delivery.again}</Button>}
          {(state === 'refused' || content === undefined) && <Button type='link' size='small' onClick={() => { outbox.discard(key) }}>{delivery.discard}</Button>}
        </div>
      </div>
    </div>
  )
}
