import { keys } from '../../api/query.js'
import type { Channel } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { Asked } from '../../parts/asked.js'
import { useList } from '../parts/list-query.js'
import { Nothing } from '../parts/nothing.js'
import { AdminPage } from '../parts/page.js'
import { ChannelCard } from './channel-card.js'
import { words } from './words.js'

/** How customers get to the hub. */
export default function ChannelsPage () {
  const own = useWords(words)
  const channels = useList<Channel>(keys.channels, '/channels')
  return (
    <AdminPage section='channels' what={own.what}>
      <Asked query={channels}>
        {(items) => items.length === 0 ? <Nothing says={own.none} /> : items.map((channel) => <ChannelCard key={channel.id} channel={channel} />)}
      </Asked>
    </AdminPage>
  )
}
