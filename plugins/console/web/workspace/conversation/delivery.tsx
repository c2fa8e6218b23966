import { useMutation } from '@tanstack/react-query'
import { App, Button, Tooltip } from 'antd'
import {
  CheckCircleOutlined, CheckOutlined, ClockCircleOutlined, ExclamationCircleOutlined, EyeOutlined, QuestionCircleOutlined, StopOutlined, SyncOutlined
} from '@ant-design/icons'
import { api } from '../../api/client.js'
import type { Delivery as DeliveryState } from '../../api/types.js'
import { useFailure } from '../../words/failure.js'
import { useWords } from '../../words/language.js'
import { named } from '../named.js'
import { words } from '../words.js'

const ICONS = {
  due: ClockCircleOutlined,
  sending: SyncOutlined,
  sent: CheckOutlined,
  delivered: CheckCircleOutlined,
  read: EyeOutlined,
  uncertain: QuestionCircleOutlined,
  failed: ExclamationCircleOutlined,
  dead: StopOutlined
} as const

/** What became of a message: an icon, and in trouble why and what to do. */
export function Delivery ({ message, delivery }: { message: string, delivery: DeliveryState }) {
  const own = useWords(words)
  const explain = useFailure(own.failures)
  const { message: notice } = App.useApp()
  const { mutate, isPending } = useMutation({
    mutationFn: async () => await api.post(`/messages/${message}/retry`),
    onSuccess: () => { notice.success(own.delivery.retried) },
    onError: (error) => { notice.error(explain(error)) }
  })
  const { state, attempts, code, reason, repeated } = delivery
  const Icon = ICONS[state]
  const isTrouble = state === 'failed' || state === 'dead' || state === 'uncertain'
  const why = named(own.deliveryCodes, code ?? '') ?? reason
  const details = [own.delivery[state], why, attempts > 1 && own.delivery.attempts(attempts), repeated === true && own.delivery.repeated]
    .filter((part) => part !== undefined && part !== false)
  return (
    <div className={isTrouble ? 'log-delivery log-trouble' : 'log-delivery'}>
      <Tooltip title={<>{details.map((part) => <div key={part}>{part}</div>)}{why !== reason && <div>{reason}</div>}</>}>
        <Icon role='img' tabIndex={0} aria-label={details.join(', ')} />
      </Tooltip>
      {isTrouble && (
        <>
          <span>{own.delivery[state]}{why !== undefined && `: ${why}`}</span>
          <Button type='link' size='small' loading={isPending} onClick={() => { mutate() }}>{own.delivery.retry}</Button>
        </>
      )}
    </div>
  )
}
