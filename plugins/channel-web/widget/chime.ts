/** Of the two tones, in hertz and seconds. */
const TONES = [[660, 0], [880, 0.12]] as const
const LENGTH_S = 0.1
/** Quiet: nobody asked for it. */
const VOLUME = 0.05

/** Plays two short tones. Where a browser lets a page make no sound before somebody touched it, there is none. */
export function chime (): void {
  try {
    const context = new AudioContext()
    for (const [frequency, startS] of TONES) {
      const gain = new GainNode(context, { gain: VOLUME })
      const tone = new OscillatorNode(context, { frequency })
      tone.connect(gain).connect(context.destination)
      tone.start(context.currentTime + startS)
      tone.stop(context.currentTime + startS + LENGTH_S)
      tone.onended = () => { if (startS > 0) context.close().catch(() => {}) }
    }
  } catch {}
}
