import { useLayoutEffect, useRef, type RefObject } from 'react'
import { toShift, type Rows } from './rows.js'

/** Keeps the rows on the screen where they are while others come, go and move above them. At the top new ones come into sight. */
export function useKeepPlace (scroller: RefObject<HTMLElement | null>, rows: Rows, rowHeight: number): void {
  const before = useRef(rows)
  useLayoutEffect(() => {
    const element = scroller.current
    const known = before.current
    before.current = rows
    if (element === null || known === rows || element.scrollTop < rowHeight / 2) return
    const first = Math.ceil(element.scrollTop / rowHeight)
    const shift = toShift(known, rows, first, first + Math.floor(element.clientHeight / rowHeight) - 1)
    if (shift !== 0) element.scrollTop += shift * rowHeight
  }, [scroller, rows, rowHeight])
}
