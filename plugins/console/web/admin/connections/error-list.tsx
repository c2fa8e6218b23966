import { useState } from 'react'
import { Button, Flex, Typography } from 'antd'
import { Link } from 'react-router'
import type { Connection, SyncError } from '../../api/types.js'
import { toTicketPath } from '../../tickets/address.js'
import { Ago } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { Records, type Column } from '../parts/records.js'
import { words as sections } from '../words.js'
import { ContactLink } from './contact-link.js'
import { toCure } from './cure.js'
import { words } from './words.js'

/** So many are shown before somebody asks for all. */
const SHORT = 5

/** The records that could not be kept in step, and why. */
export function ErrorList ({ errors, kind }: { errors: readonly SyncError[], kind: Connection['kind'] }) {
  const own = useWords(words)
  const names = useWords(sections)
  const [isLong, setLong] = useState(false)
  const columns = useColumns()
  return (
    <section>
      <h2>{own.errors(errors.length)}</h2>
      <Records<SyncError> records={isLong ? errors : errors.slice(0, SHORT)} idOf={({ contact, ticket, at }) => `${contact ?? ticket ?? ''} ${at}`} columns={columns} empty='' />
      <Flex gap={8} align='center' wrap style={{ marginTop: 8 }}>
        {errors.length > SHORT && <Button onClick={() => { setLong(!isLong) }}>{isLong ? own.showFew : own.showAll(errors.length)}</Button>}
        {kind === 'erp' && <Typography.Text type='secondary'>{own.givenUp} <Link className='text-link' to='/admin/dead-letters'>{names.sections['dead-letters']}</Link></Typography.Text>}
      </Flex>
    </section>
  )
}

function useColumns (): Array<Column<SyncError>> {
  const own = useWords(words)
  return [
    { title: own.recordTitle, key: 'record', width: 180, render: (error) => <RecordLink error={error} /> },
    {
      title: own.reason,
      key: 'reason',
      render: ({ code, reason }) => {
        const cure = toCure(code, reason)
        return (
          <span className='two-lines' style={{ maxWidth: 620 }}>
            <span className='long-text'>{reason}</span>
            {cure !== undefined && <Typography.Text type='secondary'>{own.cures[cure]}</Typography.Text>}
          </span>
        )
      }
    },
    { title: own.at, key: 'at', width: 110, render: ({ at }) => <Ago at={at} /> }
  ]
}

function RecordLink ({ error: { contact, ticket, name } }: { error: SyncError }) {
  if (contact !== undefined) return <ContactLink contact={contact} name={name ?? contact} />
  return ticket === undefined ? '—' : <Link to={toTicketPath(ticket)}>{name ?? ticket}</Link>
}
