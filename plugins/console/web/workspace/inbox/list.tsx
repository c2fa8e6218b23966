import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { Empty, Spin } from 'antd'
import { Failed } from '../../shell/failed.js'
import { useWords } from '../../words/language.js'
import { useCommand } from '../keyboard/commands.js'
import type { Place } from '../place.js'
import { useInbox } from '../queries.js'
import { words } from '../words.js'
import { useKeepPlace } from './keep-place.js'
import { Row } from './row.js'
import { toRows } from './rows.js'

const ROW_HEIGHT = 76
/** Rows before the end at which the next page is asked for. */
const AHEAD = 60

/** The conversations of a tab. Only the rows in sight are in the document. */
export function List ({ place }: { place: Place }) {
  const { inbox } = useWords(words)
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInbox(place.view, place.filters)
  const rows = useMemo(() => toRows(data), [data])
  const scroller = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState<string>()
  const cursorIndex = cursor === undefined ? undefined : rows.indexOf.get(cursor)
  const virtualizer = useVirtualizer({
    count: rows.items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    // Until the list is measured: rows come with the first drawing.
    initialRect: { width: 0, height: window.innerHeight },
    getItemKey: (index) => rows.items[index]?.id ?? index,
    overscan: 6,
    // The row that has the focus stays, or the focus would be lost with it.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      if (cursorIndex === undefined || shown.includes(cursorIndex)) return shown
      return [...shown, cursorIndex].sort((a, b) => a - b)
    }
  })
  useKeepPlace(scroller, rows, ROW_HEIGHT)

  const lastShown = virtualizer.range?.endIndex ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown > rows.items.length - AHEAD) fetchNextPage()
  }, [lastShown, rows, hasNextPage, isFetchingNextPage, fetchNextPage])

  const move = (steps: number): void => {
    const from = cursorIndex ?? rows.indexOf.get(place.conversation ?? '')
    const to = from === undefined ? 0 : Math.min(rows.items.length - 1, Math.max(0, from + steps))
    const row = rows.items[to]
    if (row === undefined) return
    setCursor(row.id)
    virtualizer.scrollToIndex(to)
    // Not before the row is drawn.
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        scroller.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(row.id)}"]`)?.focus({ preventScroll: true })
      })
    })
  }
  useCommand('next', () => { move(1) })
  useCommand('previous', () => { move(-1) })
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    move(event.key === 'ArrowDown' ? 1 : -1)
  }
  const onFocus = useCallback((id: string) => { setCursor(id) }, [])

  if (isPending) return <div className='inbox-empty' role='status' aria-busy><Spin delay={300} /></div>
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => { refetch() }} />
  const isFiltered = Object.keys(place.filters).length > 0
  return (
    <div className='inbox-scroll' ref={scroller}>
      {rows.items.length === 0 &&
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={isFiltered ? inbox.emptyFiltered : inbox.empty[place.view]} />}
      <div role='list' aria-label={inbox.list} style={{ height: virtualizer.getTotalSize(), position: 'relative' }} onKeyDown={onKeyDown}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const conversation = rows.items[index]
          return conversation !== undefined && (
            <div
              key={key}
              role='listitem'
              aria-setsize={hasNextPage ? -1 : rows.items.length}
              aria-posinset={index + 1}
              className='inbox-item'
              style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
            >
              <Row conversation={conversation} isOpen={conversation.id === place.conversation} search={place.search} onFocus={onFocus} />
            </div>
          )
        })}
      </div>
    </div>
  )
}
