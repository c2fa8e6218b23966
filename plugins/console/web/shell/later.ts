import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/** The first screen has come up by then. */
const AFTER_MS = 3000

/**
 * A part of a screen that the first look at it can do without: it is loaded a little later, or at once when it is wanted before. Hours
 * later the hub may have been updated and not have it any more.
 */
export function later<P> (load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  let loading: Promise<{ default: ComponentType<P> }> | undefined
  const loadOnce = async (): Promise<{ default: ComponentType<P> }> => {
    loading ??= load().then((Part) => ({ default: Part }))
    return await loading
  }
  window.setTimeout(() => { loadOnce().catch(() => { loading = undefined }) }, AFTER_MS)
  return lazy(loadOnce)
}
