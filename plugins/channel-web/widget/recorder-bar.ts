import { make, makeIconButton } from './element.js'
import { formatDuration } from './formats.js'
import { startRecording } from './recorder.js'
import type { Recording } from './recorder.js'
import type { Words } from './words.js'

/** The bar that stands in place of the text field while a voice note is recorded. */
export interface RecorderBar {
  element: HTMLElement
  start: () => Promise<void>
  /** Drops a running recording; false when there was none. */
  cancel: () => boolean
}

/** Longest voice note, in milliseconds; WeChat's own limit. */
const longestMs = 60_000

/** Makes the bar; `onToggle` tells whether it is shown. */
export function makeRecorderBar (words: Words, on: {
  record: (file: File, durationMs: number) => void
  notice: (text: string) => void
  toggle: (isRecording: boolean) => void
}): RecorderBar {
  const clock = make('span', { class: 'clock' })
  const cancelButton = makeIconButton('close', words.cancelVoice, 'cancel', cancel)
  const sendButton = makeIconButton('send', words.sendVoice, 'primary', finish)
  const element = make('div', { class: 'recorder', hidden: true }, make('span', { role: 'status' }, words.recording), clock, cancelButton, sendButton)
  let recording: Recording | undefined
  let isAsking = false
  let timer: ReturnType<typeof setInterval> | undefined

  function end (): Recording | undefined {
    const ended = recording
    recording = undefined
    clearInterval(timer)
    element.hidden = true
    if (ended) on.toggle(false)
    return ended
  }

  function cancel (): boolean {
    isAsking = false
    const ended = end()
    ended?.cancel()
    return ended !== undefined
  }

  async function finish (): Promise<void> {
    const result = await end()?.stop()
    if (result) on.record(result.file, result.durationMs)
  }

  async function start (): Promise<void> {
    if (recording || isAsking) return
    isAsking = true
    const begun = await startRecording().catch(() => on.notice(words.noMicrophone))
    // The panel may have been closed while the browser asked.
    if (begun && !isAsking) begun.cancel()
    if (!begun || !isAsking) {
      isAsking = false
      return
    }
    isAsking = false
    recording = begun
    const startedAt = Date.now()
    clock.textContent = formatDuration(0)
    timer = setInterval(() => {
      const elapsedMs = Date.now() - startedAt
      clock.textContent = formatDuration(elapsedMs)
      if (elapsedMs >= longestMs) finish()
    }, 500)
    element.hidden = false
    on.toggle(true)
    sendButton.focus()
  }

  return { element, start, cancel }
}
