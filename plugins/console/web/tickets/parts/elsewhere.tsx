import { Link } from 'react-router'
import { Button, Tag } from 'antd'
import type { TicketDetail } from '../../api/types.js'
import { isAtLeast } from '../../shell/role.js'
import { useMe } from '../../shell/session.js'
import { Ago } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { SafeLink } from '../../workspace/conversation/content/safe-link.js'
import { useTicketActions } from '../actions.js'
import { listElsewhere, type Elsewhere as Place } from '../elsewhere.js'
import { words } from '../words.js'

const COLORS: Readonly<Record<NonNullable<Place['state']>, string>> = { waiting: 'default', done: 'success', failed: 'error' }

/** How a ticket stands in other systems. */
export function Elsewhere ({ ticket }: { ticket: TicketDetail }) {
  const own = useWords(words)
  const me = useMe()
  const places = listElsewhere(ticket)
  if (places.length === 0) return null
  return (
    <section className='ticket-part'>
      <h3>{own.copies}</h3>
      <ul className='context-list'>
        {places.map((place) => <li key={place.target}><PlaceView ticket={ticket.id} place={place} /></li>)}
      </ul>
      {places.some(({ state }) => state === 'failed') && (
        <p className='context-small'>{own.copyFailedWhat} {isAtLeast(me.role, 'leader') && <Link to='/admin/dead-letters'>{own.toFailed}</Link>}</p>
      )}
    </section>
  )
}

function PlaceView ({ ticket, place: { target, state, reason, exportedAt, copy } }: { ticket: string, place: Place }) {
  const own = useWords(words)
  const { retryExport } = useTicketActions(ticket)
  const number = copy?.externalNumber ?? copy?.externalId
  return (
    <>
      <div className='ticket-copy'>
        <span>{target}{number !== undefined && <> · {copy?.url === undefined ? number : <SafeLink url={copy.url}>{number}</SafeLink>}</>}</span>
        {state !== undefined && <Tag className='ticket-tag' color={COLORS[state]}>{own.copyStates[state]}</Tag>}
      </div>
      {copy !== undefined && <div className='context-small'>{own.copyStatus(copy.status)} · <Ago at={exportedAt ?? copy.changedAt} /></div>}
      {reason !== undefined && <div className='ticket-fault'>{reason}</div>}
      {state === 'failed' && (
        <Button className='ticket-retry' size='small' loading={retryExport.isPending} aria-label={own.tryAgainAt(target)} onClick={() => { retryExport.mutate(target) }}>{own.tryAgain}</Button>
      )}
    </>
  )
}
