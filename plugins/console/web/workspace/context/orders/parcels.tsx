import { useState } from 'react'
import { Button } from 'antd'
import type { Shipment } from '../../../api/types.js'
import { useDates } from '../../../words/dates.js'
import { useFailure } from '../../../words/failure.js'
import { useWords } from '../../../words/language.js'
import { SafeLink } from '../../conversation/content/safe-link.js'
import { useShipments } from './queries.js'
import { words } from './words.js'

/** Where the parcels of an order are, when somebody asks. */
export function Parcels ({ contact, source, order }: { contact: string, source: string, order: string }) {
  const own = useWords(words)
  const explain = useFailure(own.failures)
  const [isWanted, setWanted] = useState(false)
  const { data, error, isFetching, refetch } = useShipments(contact, source, order, isWanted)
  const ask = (): void => {
    if (isWanted) refetch()
    else setWanted(true)
  }
  return (
    <div role='status'>
      {data === undefined && <Button className='context-again' type='link' size='small' loading={isFetching} onClick={ask}>{error === null ? own.parcels : own.again}</Button>}
      {data === undefined && error !== null && <div className='context-trouble'>{explain(error)}</div>}
      {data?.length === 0 && <span className='context-quiet'>{own.parcelsNone}</span>}
      <ul className='context-list'>{data?.map((shipment) => <li key={shipment.id}><Parcel shipment={shipment} /></li>)}</ul>
    </div>
  )
}

function Parcel ({ shipment: { number, carrier, trackingNumbers, trackingUrl, state, steps } }: { shipment: Shipment }) {
  const own = useWords(words)
  const { full } = useDates()
  const name = trackingNumbers.length === 0 ? number : trackingNumbers.join(', ')
  return (
    <>
      <div>
        {carrier !== undefined && `${carrier} `}{trackingUrl === undefined ? name : <SafeLink url={trackingUrl}>{name}</SafeLink>} · <span className={state === 'problem' ? 'context-trouble' : undefined}>{own.parcelStates[state]}</span>
      </div>
      {steps.length > 0 && (
        <details>
          <summary className='context-small'>{own.steps(steps.length)}</summary>
          <ol className='context-lines'>
            {steps.map(({ at, text }) => <li key={`${at} ${text}`}><span>{text}</span><time className='context-small' dateTime={at}>{full(at)}</time></li>)}
          </ol>
        </details>
      )}
    </>
  )
}
