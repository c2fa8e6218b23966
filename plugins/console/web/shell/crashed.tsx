import { Button, Result } from 'antd'
import { isRouteErrorResponse, Link, useRouteError } from 'react-router'
import { useWords } from '../words/language.js'
import { words } from './words.js'

/** Stands in for a screen that threw or does not exist. */
export function Crashed () {
  const error = useRouteError()
  const own = useWords(words)
  if (isRouteErrorResponse(error) && error.status === 404) return <Missing />
  return (
    <Result
      status='error'
      title={own.crashed}
      subTitle={own.crashedWhat}
      extra={<Button type='primary' onClick={() => { window.location.reload() }}>{own.reload}</Button>}
    />
  )
}

/** Stands in for a screen that does not exist. */
export function Missing () {
  const own = useWords(words)
  return <Result status='info' title={own.missing} extra={<Link to='/'>{own.toInbox}</Link>} />
}
