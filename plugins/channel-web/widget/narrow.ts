const narrow = matchMedia('(max-width: 479.98px)')

/** Whether the panel fills the screen; the stylesheet has the same width. */
export function isNarrow (): boolean {
  return narrow.matches
}

/** Keeps a panel that fills the screen above the keyboard of the phone. */
export function fitToScreen (panel: HTMLElement): void {
  const viewport = window.visualViewport
  if (!viewport) return
  const fit = () => {
    // Someone who zooms in with two fingers sees a part of the panel, not a smaller one.
    const isFitted = narrow.matches && viewport.scale < 1.05
    panel.style.height = isFitted ? `${viewport.height}px` : ''
    panel.style.top = isFitted ? `${viewport.offsetTop}px` : ''
  }
  viewport.addEventListener('resize', fit)
  viewport.addEventListener('scroll', fit)
  narrow.addEventListener('change', fit)
}

/** Keeps Tab within a panel that fills the screen, where the page behind cannot be seen. */
export function keepFocus (panel: HTMLElement, event: KeyboardEvent): void {
  if (!narrow.matches) return
  const stops = [...panel.querySelectorAll<HTMLElement>('button, a[href], textarea, audio, video, [tabindex="0"]')]
    .filter((stop) => stop.tabIndex >= 0 && !stop.matches(':disabled') && stop.getClientRects().length > 0)
  const end = event.shiftKey ? stops[0] : stops[stops.length - 1]
  const root = panel.getRootNode() as ShadowRoot
  if (root.activeElement !== end && root.activeElement !== panel) return
  const next = event.shiftKey ? stops[stops.length - 1] : stops[0]
  event.preventDefault()
  next?.focus()
}
