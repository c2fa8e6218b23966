import { useSyncExternalStore } from 'react'

const wide = window.matchMedia('(min-width: 1180px)')

function subscribe (listener: () => void): () => void {
  wide.addEventListener('change', listener)
  return () => { wide.removeEventListener('change', listener) }
}

/** Whether there is room for all three panes side by side. */
export function useHasRoom (): boolean {
  return useSyncExternalStore(subscribe, () => wide.matches)
}
