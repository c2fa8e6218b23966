import { Tag, Typography } from 'antd'
import type { Preview } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { Records, type Column } from '../parts/records.js'
import { countRows, toRows, toText, type PreviewRow } from './preview-rows.js'
import { words } from './words.js'

type FieldValue = NonNullable<PreviewRow['move']>['value']

/** What a dry run found, value by value, and what it may have left out. */
export function PreviewTable ({ preview: { items, isReadToEnd, isComplete } }: { preview: Preview }) {
  const own = useWords(words)
  const rows = toRows(items)
  const columns = useColumns()
  return (
    <>
      <Typography.Paragraph>{own.previewSum(countRows(rows))}</Typography.Paragraph>
      {!isReadToEnd && <Typography.Paragraph>{own.previewUnread}</Typography.Paragraph>}
      {isReadToEnd && !isComplete && <Typography.Paragraph>{own.previewCut}</Typography.Paragraph>}
      <Typography.Paragraph type='secondary'>{own.previewNote}</Typography.Paragraph>
      <div className='connection-preview' tabIndex={0} role='group' aria-label={own.previewTable}>
        <Records<PreviewRow> records={rows} idOf={({ key }) => key} columns={columns} empty={own.previewNone} />
      </div>
    </>
  )
}

function useColumns (): Array<Column<PreviewRow>> {
  const own = useWords(words)
  const fieldOf = (field: string): string => Object.hasOwn(own.fields, field) ? own.fields[field as keyof typeof own.fields] : field.replace(/^fields\./, '')
  return [
    {
      title: own.contact,
      key: 'contact',
      width: 170,
      render: ({ name, record }) => <span className='two-lines'><span>{name}</span><Typography.Text type='secondary'>{record === undefined ? own.noRecord : own.record(record)}</Typography.Text></span>
    },
    { title: own.field, key: 'field', width: 120, render: ({ move }) => move === undefined ? '—' : fieldOf(move.hub) },
    { title: own.side, key: 'side', width: 110, render: (row) => <Side row={row} /> },
    { title: own.change, key: 'change', render: (row) => <Change row={row} fieldOf={fieldOf} /> }
  ]
}

function Side ({ row: { move, error } }: { row: PreviewRow }) {
  const own = useWords(words)
  if (error !== undefined) return <Tag color='error'>{own.misfit}</Tag>
  if (move === undefined) return <Tag color='success'>{own.isNew}</Tag>
  return <Tag color={move.to === 'hub' ? 'blue' : 'default'}>{own.sides[move.to]}</Tag>
}

function Change ({ row: { move, values, error }, fieldOf }: { row: PreviewRow, fieldOf: (field: string) => string }) {
  if (error !== undefined) return <Typography.Text type='danger' className='long-text'>{error}</Typography.Text>
  if (move !== undefined) return <span className='long-text'><Before value={move.from} /> → <ins><Value value={move.value} /></ins></span>
  return (
    <span className='two-lines long-text'>
      {values?.map(({ hub, value }) => <span key={hub}><Typography.Text type='secondary'>{fieldOf(hub)}</Typography.Text> <ins><Value value={value} /></ins></span>)}
    </span>
  )
}

function Before ({ value }: { value: FieldValue }) {
  return toText(value) === undefined ? <Value value={value} /> : <del>{toText(value)}</del>
}

function Value ({ value }: { value: FieldValue }) {
  const own = useWords(words)
  return toText(value) ?? <Typography.Text type='secondary'>{own.empty}</Typography.Text>
}
