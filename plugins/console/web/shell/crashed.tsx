import { Button } from 'antd'
import { isRouteErrorResponse, Link, useRouteError } from 'react-router'
import { useWords } from '../words/language.js'
import { StandIn } from './stand-in.js'
import { words } from './words.js'

/** Stands in for a screen that threw or does not exist. */
export function Crashed () {
  const error = useRouteError()
  const own = useWords(words)
  if (isRouteErrorResponse(error) && error.status === 404) return <Missing />
  return (
    <StandIn kind='error' title={own.crashed} what={own.crashedWhat}>
      <Button type='primary' onClick={() => { window.location.reload() }}>{own.reload}</Button>
    </StandIn>
  )
}

/** Stands in for a screen that does not exist. */
export function Missing () {
  const own = useWords(words)
  return <StandIn kind='info' title={own.missing}><Link to='/'>{own.toInbox}</Link></StandIn>
}
