import type { ReactNode } from 'react'
import { Tag, Typography } from 'antd'
import type { PreviewLine } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { Records, type Column } from '../parts/records.js'
import { countRows, toRows, toText, type PreviewRow } from './preview-rows.js'
import { words } from './words.js'

/** What a dry run found, value by value. */
export function PreviewTable ({ lines }: { lines: readonly PreviewLine[] }) {
  const own = useWords(words)
  const rows = toRows(lines)
  const columns = useColumns()
  return (
    <>
      <Typography.Paragraph>{own.previewSum({ records: lines.length, ...countRows(rows) })}</Typography.Paragraph>
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
  const empty = <Typography.Text type='secondary'>{own.empty}</Typography.Text>
  return [
    {
      title: own.contact,
      key: 'contact',
      width: 170,
      render: ({ name, record }) => <span className='two-lines'><span>{name ?? own.unknownContact}</span><Typography.Text type='secondary'>{own.record(record)}</Typography.Text></span>
    },
    { title: own.field, key: 'field', width: 120, render: ({ move }) => move === undefined ? '—' : fieldOf(move.hub) },
    { title: own.side, key: 'side', width: 110, render: ({ move }) => move === undefined ? <Tag color='error'>{own.misfit}</Tag> : <Tag color={move.to === 'hub' ? 'blue' : 'default'}>{own.sides[move.to]}</Tag> },
    {
      title: own.change,
      key: 'change',
      render: ({ move, error }) => move === undefined
        ? <Typography.Text type='danger' className='long-text'>{error}</Typography.Text>
        : <span className='long-text'><Before text={toText(move.from)} empty={empty} /> → <ins>{toText(move.value) ?? empty}</ins></span>
    }
  ]
}

function Before ({ text, empty }: { text: string | undefined, empty: ReactNode }) {
  return text === undefined ? empty : <del>{text}</del>
}
