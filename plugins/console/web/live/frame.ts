/** A tab that draws no frames, because nobody sees it, waits so long instead. */
const HIDDEN_MS = 1000

/** Does something in the next frame. A tab that is hidden before its frame comes gets none until it is seen again. @returns prevents it */
export function inNextFrame (act: () => void): () => void {
  const frame = window.requestAnimationFrame(run)
  const timer = window.setTimeout(run, HIDDEN_MS)
  function cancel (): void {
    window.cancelAnimationFrame(frame)
    window.clearTimeout(timer)
  }
  function run (): void {
    cancel()
    act()
  }
  return cancel
}
