import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { Button, Empty, Spin } from 'antd'
import { Failed } from '../../shell/failed.js'
import { Ago, useDates } from '../../words/dates.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { toPath } from '../address.js'
import { useChannelName } from '../names.js'
import type { Place } from '../place.js'
import { useSearch } from '../queries.js'
import { words } from '../words.js'
import { Excerpt } from './excerpt.js'
import { textOf } from './text-of.js'

/** Typing pauses for so long before the hub is asked. */
const PAUSE_MS = 300

/** What a search found: contacts first, then texts back in time. */
export function SearchResults ({ text, place }: { text: string, place: Place }) {
  const own = useWords(words)
  const { more } = useWords(common)
  const { day } = useDates()
  const channelName = useChannelName()
  const { data, error, isPending, isFetching, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useSearch(useSettled(text))
  if (isPending) return <div className='inbox-empty' role='status' aria-busy><Spin delay={300} /></div>
  if (error !== null) return <Failed error={error} onRetry={() => { refetch() }} />
  const hits = data.pages.flatMap((page) => page.items)
  const searchedTo = data.pages.at(-1)?.searchedTo
  return (
    <div className='inbox-scroll' aria-busy={isFetching}>
      <div role='list' aria-label={own.inbox.results}>
        {hits.map(({ conversation, message }) => (
          <div role='listitem' key={`${conversation.id} ${message?.id ?? ''}`}>
            <Link
              to={{ pathname: toPath(conversation.id), search: place.search }}
              className={conversation.id === place.conversation ? 'inbox-row inbox-row-open' : 'inbox-row'}
              aria-current={conversation.id === place.conversation ? 'page' : undefined}
            >
              <span className='inbox-line'>
                <span className='inbox-name'><Excerpt text={conversation.contactName} find={text} /></span>
                <span className='inbox-time'><Ago at={message?.at ?? conversation.lastMessageAt} /></span>
              </span>
              <span className='inbox-line inbox-last'>
                {message === undefined
                  ? own.inbox.resultByName
                  : <>{own.from[message.direction === 'in' ? 'customer' : message.author?.kind ?? 'agent']}: <Excerpt text={textOf(message.content)} find={text} /></>}
              </span>
              <span className='inbox-line'>
                <span className='inbox-channel'>{channelName(conversation.channel)}</span>
                <span className='inbox-state'>{own.states[conversation.state]}</span>
              </span>
            </Link>
          </div>
        ))}
      </div>
      {hits.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={own.inbox.resultsNone} />}
      {hasNextPage && (
        <div className='inbox-more' role='status'>
          {searchedTo !== undefined && <span>{own.inbox.searchedTo(day(searchedTo))}</span>}
          <Button size='small' loading={isFetchingNextPage} onClick={() => { fetchNextPage() }}>{searchedTo === undefined ? more : own.inbox.searchOn}</Button>
        </div>
      )}
    </div>
  )
}

function useSettled (text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = window.setTimeout(() => { setSettled(text) }, PAUSE_MS)
    return () => { window.clearTimeout(timer) }
  }, [text])
  return settled
}
