import { useCallback, useEffect, useMemo, useRef } from 'react'
import { Button } from 'antd'
import { DownOutlined } from '@ant-design/icons'
import type { Conversation } from '../../api/types.js'
import { useEntries } from '../../live/index.js'
import { Failed } from '../../shell/failed.js'
import { Loading } from '../../shell/loading.js'
import { useMe } from '../../shell/session.js'
import { useWords } from '../../words/language.js'
import { useActivities, useMessages, useTyping } from '../queries.js'
import { words } from '../words.js'
import { ActivityLine } from './activity-line.js'
import { Bubble } from './bubble.js'
import { DayLine } from './day-line.js'
import { useLogScroll } from './log-scroll.js'
import { PendingBubble } from './pending-bubble.js'
import { isShown } from './pending.js'
import { toTimeline, type Line } from './timeline.js'
import './log.css'

/** The messages and activities of a conversation; the latest at the bottom, earlier ones come when scrolling up. */
export function Log ({ conversation }: { conversation: Conversation }) {
  const { id, thread, contactName } = conversation
  const own = useWords(words).conversation
  const me = useMe()
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useMessages(id)
  const { data: activities } = useActivities(id)
  const messages = useMemo(() => data?.pages.flatMap((page) => page.items).reverse() ?? [], [data])
  const lines = useMemo(() => toTimeline(messages, activities ?? [], hasNextPage), [messages, activities, hasNextPage])
  const entries = useEntries(id).filter((entry) => !isShown(entry, messages, me.id))
  const isTyping = useTyping(thread)
  const onEarly = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const { scroller, isAtEnd, onScroll, toEnd } = useLogScroll(lines, onEarly)

  const lastEntry = entries.at(-1)?.key
  useEffect(() => {
    if (lastEntry !== undefined) toEnd()
  }, [lastEntry, toEnd])

  const lastSeen = useRef<string | undefined>(undefined)
  const last = messages.at(-1)?.id
  useEffect(() => {
    if (isAtEnd) lastSeen.current = last
  }, [isAtEnd, last])
  const newCount = isAtEnd ? 0 : messages.length - 1 - messages.findIndex((message) => message.id === lastSeen.current)

  if (isPending) return <div className='log-place'><Loading /></div>
  if (error !== null && data === undefined) return <div className='log-place'><Failed error={error} onRetry={() => { refetch() }} /></div>
  return (
    <div className='log-place'>
      <div className='log' ref={scroller} onScroll={onScroll} role='log' aria-label={own.log} aria-busy={isFetchingNextPage} tabIndex={0}>
        <div className='log-lines'>
          <div className='log-beginning'>
            {hasNextPage
              ? <Button size='small' type='text' loading={isFetchingNextPage} onClick={onEarly}>{own.earlier}</Button>
              : own.beginning}
          </div>
          {lines.map((line) => <LineView key={line.key} line={line} contactName={contactName} />)}
          {entries.map((entry) => <PendingBubble key={entry.key} entry={entry} />)}
          <div className='log-typing' aria-live='polite'>{isTyping && own.typing}</div>
        </div>
      </div>
      {!isAtEnd && (
        <Button className='log-latest' size='small' icon={<DownOutlined />} onClick={toEnd}>
          {newCount > 0 && lastSeen.current !== undefined ? own.newMessages(newCount) : own.toLatest}
        </Button>
      )}
    </div>
  )
}

function LineView ({ line, contactName }: { line: Line, contactName: string }) {
  switch (line.kind) {
    case 'day': return <DayLine at={line.at} />
    case 'activity': return <ActivityLine activity={line.activity} />
    case 'message': return <Bubble message={line.message} isFirst={line.isFirst} contactName={contactName} />
  }
}
