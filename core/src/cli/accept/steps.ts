import type { LocalizedText } from '@kefuhub/contract'
import { runStep, type Step, type StepResult } from './step.js'
import type { Scene } from './scene.js'
import { agentReply } from './steps/agent-reply.js'
import { botAnswer } from './steps/bot-answer.js'
import { crmFacts } from './steps/crm-facts.js'
import { fileStep } from './steps/file.js'
import { firstMessage } from './steps/first-message.js'
import { handOver } from './steps/hand-over.js'
import { replyWindow } from './steps/reply-window.js'
import { text } from './steps/text.js'
import { ticketSteps } from './steps/ticket.js'
import { windowFallback } from './steps/window-fallback.js'

/** The steps of one channel in their order. The bot is asked first: it keeps silent once a person was asked for. */
function createSteps (): Step[] {
  return [firstMessage, botAnswer, handOver, agentReply, text, fileStep('image'), fileStep('voice'), replyWindow, windowFallback, ...ticketSteps(), crmFacts]
}

/** The steps of a channel on which nobody can write: the first ends so, the others were not tried. @param told is called with each result */
export function endAll (state: StepResult['state'], reason: LocalizedText, told: (result: StepResult) => void): StepResult[] {
  const rest = { state: 'skipped', reason: { zh: '未试', en: 'not tried' } } as const
  const results = createSteps().map(({ id, title }, index): StepResult => ({ id, title, durationMs: 0, ...index === 0 ? { state, reason } : rest }))
  for (const result of results) told(result)
  return results
}

/** Goes through the steps of a channel. @param told is called with each result at once */
export async function runSteps (scene: Scene, told: (result: StepResult) => void): Promise<StepResult[]> {
  const results: StepResult[] = []
  for (const step of createSteps()) {
    const result = await runStep(step, scene)
    results.push(result)
    told(result)
  }
  return results
}
