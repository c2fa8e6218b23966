import { Button } from 'antd'
import { ApiError } from '../api/api-error.js'
import { common } from '../words/common.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'
import { StandIn } from './stand-in.js'

/** Fills its place when something could not be read: says why, and tries again. */
export function Failed ({ error, onRetry }: { error: unknown, onRetry: () => void }) {
  const { failed, retry } = useWords(common)
  const explain = useFailure()
  const requestId = error instanceof ApiError ? error.requestId : undefined
  return (
    <div role='alert'>
      <StandIn kind='warning' title={explain(error)} what={requestId === undefined ? undefined : failed.request(requestId)}>
        <Button onClick={onRetry}>{retry}</Button>
      </StandIn>
    </div>
  )
}
