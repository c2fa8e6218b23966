/** A running recording. */
export interface Recording {
  /** Ends it and gives what was recorded. */
  stop: () => Promise<{ file: File, durationMs: number }>
  cancel: () => void
}

const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']

/** Whether this browser can record here; not without https. */
export function canRecord (): boolean {
  return typeof MediaRecorder !== 'undefined' && navigator.mediaDevices?.getUserMedia !== undefined
}

/** Asks for the microphone and begins to record; throws when it is denied. */
export async function startRecording (): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type))
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {})
  const startedAt = Date.now()
  const parts: Blob[] = []
  const ended = new Promise<void>((resolve) => { recorder.onstop = () => resolve() })
  recorder.ondataavailable = (event) => { parts.push(event.data) }
  recorder.start()

  function end (): void {
    if (recorder.state !== 'inactive') recorder.stop()
    // Without this the browser goes on showing that the page listens.
    for (const track of stream.getTracks()) track.stop()
  }

  return {
    stop: async () => {
      const durationMs = Date.now() - startedAt
      end()
      await ended
      const type = (recorder.mimeType || 'audio/webm').split(';')[0] ?? ''
      const file = new File(parts, `voice.${type.split('/')[1]}`, { type })
      return { file, durationMs }
    },
    cancel: end
  }
}
