import { theme } from 'antd'

/** Numbers with their names. */
export function Counts ({ counts }: { counts: ReadonlyArray<readonly [name: string, count: number]> }) {
  const { token } = theme.useToken()
  return (
    <dl className='connection-counts'>
      {counts.map(([name, count]) => (
        <div key={name}>
          <dt style={{ color: token.colorTextTertiary }}>{name}</dt>
          <dd>{count.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  )
}
