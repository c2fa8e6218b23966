import { useSyncExternalStore } from 'react'

const narrow = window.matchMedia('(max-width: 767px)')

function subscribe (listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => { narrow.removeEventListener('change', listener) }
}

/** Whether there is room for one pane only. */
export function useIsNarrow (): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches)
}
