import type { LocalizedText } from '@kefuhub/contract'
import type { Scene } from './scene.js'

/** `skipped`: it does not apply, could not be tried, or a person passed over it; the reason says which. */
export type StepState = 'passed' | 'failed' | 'skipped'

/** One thing that has to work before an operator goes live. */
export interface Step {
  id: string
  title: LocalizedText
  /** Tries it. @returns what was seen @throws Shortfall or anything else when it does not work, Skip when it cannot be tried */
  run (scene: Scene): Promise<LocalizedText>
}

/** What came of a step. */
export interface StepResult {
  id: string
  title: LocalizedText
  state: StepState
  /** What was seen, or why not. */
  reason: LocalizedText
  durationMs: number
}

/** It does not work, and this is how one notices. */
export class Shortfall extends Error {
  override readonly name = 'Shortfall'
  readonly text: LocalizedText

  constructor (zh: string, en: string) {
    super(en)
    this.text = { zh, en }
  }
}

/** It does not apply here, or cannot be tried. */
export class Skip extends Error {
  override readonly name = 'Skip'
  readonly text: LocalizedText

  constructor (zh: string, en: string) {
    super(en)
    this.text = { zh, en }
  }
}

/** Runs one step and judges it; never throws. */
export async function runStep ({ id, title, run }: Step, scene: Scene): Promise<StepResult> {
  const startedMs = performance.now()
  const end = (state: StepState, reason: LocalizedText): StepResult => ({ id, title, state, reason, durationMs: Math.round(performance.now() - startedMs) })
  try {
    return end('passed', await run(scene))
  } catch (error) {
    if (error instanceof Skip) return end('skipped', error.text)
    if (error instanceof Shortfall) return end('failed', error.text)
    const { message } = error as Error
    return end('failed', { zh: message, en: message })
  }
}
