import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** So near to the end counts as at the end. */
const NEAR_PX = 48
/** So near to the beginning earlier messages are asked for. */
const EARLY_PX = 400

interface LogScroll {
  scroller: RefObject<HTMLDivElement | null>
  isAtEnd: boolean
  onScroll: () => void
  toEnd: () => void
}

/**
 * Scrolls a log whose scroller is a reversed column: the browser keeps it at its end while it grows. Who has scrolled up keeps the
 * line they read where it is, whatever is added above or below.
 */
export function useLogScroll (lines: unknown, onEarly: () => void): LogScroll {
  const scroller = useRef<HTMLDivElement>(null)
  const anchor = useRef<{ key: string, top: number } | undefined>(undefined)
  const [isAtEnd, setAtEnd] = useState(true)

  const onScroll = useCallback(() => {
    const element = scroller.current
    if (element === null) return
    // In a reversed column scrollTop is 0 at the end and negative above.
    const isEnd = element.scrollTop > -NEAR_PX
    setAtEnd(isEnd)
    anchor.current = isEnd ? undefined : findAnchor(element)
    if (element.scrollHeight - element.clientHeight + element.scrollTop < EARLY_PX) onEarly()
  }, [onEarly])

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const known = anchor.current
    const line = known && element.querySelector(`[data-line="${CSS.escape(known.key)}"]`)
    if (known !== undefined && line instanceof HTMLElement) element.scrollTop += topOf(line, element) - known.top
    onScroll()
  }, [lines, onScroll])

  const toEnd = useCallback(() => {
    anchor.current = undefined
    scroller.current?.scrollTo({ top: 0 })
  }, [])
  return { scroller, isAtEnd, onScroll, toEnd }
}

function topOf (line: HTMLElement, scroller: HTMLElement): number {
  return line.getBoundingClientRect().top - scroller.getBoundingClientRect().top
}

function findAnchor (scroller: HTMLElement): { key: string, top: number } | undefined {
  const lines = scroller.querySelectorAll<HTMLElement>('[data-line]')
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    const line = lines[middle]
    if (line !== undefined && topOf(line, scroller) < 0) low = middle + 1
    else high = middle
  }
  const line = lines[low]
  return line?.dataset.line === undefined ? undefined : { key: line.dataset.line, top: topOf(line, scroller) }
}
