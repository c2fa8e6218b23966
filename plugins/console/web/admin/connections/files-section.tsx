import { Typography } from 'antd'
import type { Connection } from '../../api/types.js'
import { useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { toSize } from '../../workspace/durations.js'
import { RunState } from './run-state.js'
import { words } from './words.js'

/** The files of tickets that were written last. */
export function FilesSection ({ files, told }: { files: NonNullable<Connection['files']>, told: string | undefined }) {
  const own = useWords(words)
  const { full } = useDates()
  const { written, to } = files
  return (
    <section>
      <h2>{own.files}</h2>
      <RunState run={files} told={told} />
      {to !== undefined && <Typography.Text type='secondary'>{own.filesTo(full(to))}</Typography.Text>}
      <ul className='connection-files'>
        {written.map(({ name, rows, bytes }) => <li key={name}><Typography.Text code>{name}</Typography.Text> {own.file(rows, toSize(bytes))}</li>)}
      </ul>
    </section>
  )
}
