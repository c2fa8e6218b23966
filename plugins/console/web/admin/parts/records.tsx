import type { ReactNode } from 'react'
import { Table, theme } from 'antd'
import { useIsNarrow } from '../../shell/narrow.js'
import { Nothing } from './nothing.js'

/** Something that is shown of every record. */
export interface Column<T> {
  key: string
  title: string
  render: (record: T) => ReactNode
  width?: number
  align?: 'right'
}

interface Props<T> {
  records: readonly T[]
  idOf: (record: T) => string | number
  /** The first one names the record. */
  columns: ReadonlyArray<Column<T>>
  /** Says how something gets here. */
  empty: string
}

/** Records under one another: a table, or a stack of cards where there is no room for columns. */
export function Records<T extends object> ({ records, idOf, columns, empty }: Props<T>) {
  const isNarrow = useIsNarrow()
  if (isNarrow && records.length === 0) return <Nothing says={empty} />
  if (isNarrow) return <Stack records={records} idOf={idOf} columns={columns} />
  return (
    <Table<T>
      size='small'
      rowKey={idOf}
      dataSource={[...records]}
      columns={columns.map(({ render, ...column }) => ({ ...column, render: (_: unknown, record: T) => render(record) }))}
      pagination={false}
      locale={{ emptyText: <Nothing says={empty} /> }}
    />
  )
}

function Stack<T extends object> ({ records, idOf, columns }: Omit<Props<T>, 'empty'>) {
  const { token } = theme.useToken()
  const [name, ...rest] = columns
  return (
    <ul className='records'>
      {records.map((record) => (
        <li key={idOf(record)} style={{ background: token.colorBgContainer, borderColor: token.colorBorderSecondary }}>
          {name?.render(record)}
          <dl>
            {rest.map(({ key, title, render }) => (
              <div key={key}>
                <dt style={{ color: token.colorTextTertiary }}>{title}</dt>
                <dd>{render(record)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}
