import { useEffect, useEffectEvent, useRef } from 'react'
import { Button, Typography } from 'antd'
import { common } from '../words/common.js'
import { useWords } from '../words/language.js'

interface Props {
  list: { hasNextPage: boolean, isFetchingNextPage: boolean, isFetchNextPageError: boolean, fetchNextPage: () => unknown }
}

/** The end of a list: fetches the next page when it comes into sight, or when somebody asks. */
export function More ({ list: { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } }: Props) {
  const { end, more, retry } = useWords(common)
  const place = useRef<HTMLDivElement>(null)
  const reach = useEffectEvent(() => {
    if (!isFetchNextPageError) fetchNextPage()
  })
  useEffect(() => {
    // A new look after every page: a short one leaves the end in sight.
    if (!hasNextPage || isFetchingNextPage || place.current === null) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) reach()
    }, { rootMargin: '400px' })
    observer.observe(place.current)
    return () => { observer.disconnect() }
  }, [hasNextPage, isFetchingNextPage])
  return (
    <div ref={place} style={{ padding: 12, textAlign: 'center' }}>
      {hasNextPage
        ? <Button loading={isFetchingNextPage} onClick={() => { fetchNextPage() }}>{isFetchNextPageError ? retry : more}</Button>
        : <Typography.Text type='secondary'>{end}</Typography.Text>}
    </div>
  )
}
