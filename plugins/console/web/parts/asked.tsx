import type { ReactNode } from 'react'
import { Skeleton } from 'antd'
import type { UseQueryResult } from '@tanstack/react-query'
import { Failed } from '../shell/failed.js'
import { common } from '../words/common.js'
import { useWords } from '../words/language.js'

interface Props<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>
  children: (data: T) => ReactNode
}

/** What the hub answered; until then its outline, or why there is no answer. What is there stays when a later request fails. */
export function Asked<T> ({ query: { data, error, refetch }, children }: Props<T>) {
  const { loading } = useWords(common)
  if (data !== undefined) return children(data)
  if (error !== null) return <Failed error={error} onRetry={() => { refetch() }} />
  return <div role='status' aria-label={loading}><Skeleton active title={false} paragraph={{ rows: 6, width: '100%' }} /></div>
}
