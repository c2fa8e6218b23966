import { Button } from 'antd'
import type { Connection } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { useOrder } from './actions.js'
import { Counts } from './counts.js'
import { RunState } from './run-state.js'
import { words } from './words.js'

/** What changed in a CRM, as far as it was fetched. */
export function PullSection ({ connection: { id, reason, pull } }: { connection: Connection }) {
  const own = useWords(words)
  const order = useOrder(id)
  return (
    <section>
      <h2>{own.pull}</h2>
      {pull === undefined ? own.neverDone : <RunState run={pull} told={reason} />}
      {pull?.lastDoneAt !== undefined && <Counts counts={[[own.counts.read, pull.counts.read], [own.counts.matched, pull.counts.matched], [own.counts.changed, pull.counts.changed], [own.counts.failed, pull.counts.failed]]} />}
      <Button loading={order.isPending} disabled={pull?.state === 'running'} onClick={() => { order.mutate('pull') }}>{own.pullNow}</Button>
    </section>
  )
}
