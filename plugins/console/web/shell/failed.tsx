import { Button, Result } from 'antd'
import { ApiError } from '../api/api-error.js'
import { common } from '../words/common.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'

/** Fills its place when something could not be read: says why, and tries again. */
export function Failed ({ error, onRetry }: { error: unknown, onRetry: () => void }) {
  const { failed, retry } = useWords(common)
  const explain = useFailure()
  const requestId = error instanceof ApiError ? error.requestId : undefined
  return (
    <div role='alert'>
      <Result
        status='warning'
        title={explain(error)}
        subTitle={requestId !== undefined && failed.request(requestId)}
        extra={<Button onClick={onRetry}>{retry}</Button>}
      />
    </div>
  )
}
