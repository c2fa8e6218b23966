import { request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallbackRequest } from './callback.js'
import type { ReplyVerdict } from './reply.js'
import type { XmlAnswer } from './xml.js'
import { maxDeliveries } from './facts.js'

const maxAnswerBytes = 1_048_576

/** What came of one callback and its repeats. */
export interface PushResult {
  /** How often it was delivered, 1 to 4. */
  deliveries: number
  /** Whether an answer was accepted; else the customer sees that the account is out of service. */
  accepted: boolean
  /** Of the last answer; 0 when none came in time. */
  status: number
  body: string
  /** Why the last answer was not accepted. */
  problem?: string
  /** The elements of a passive reply, decrypted and checked. */
  passiveReply?: XmlAnswer
}

/** How deliveries are timed, in milliseconds of real time. */
export interface PushTiming { deadlineMs: number, repeatAfterMs: number }

/** Delivers a callback, and again while it is not accepted, up to four times in all. Never rejects. */
export async function pushCallback (makeRequest: () => CallbackRequest, judge: (body: string) => ReplyVerdict, timing: PushTiming, closed: AbortSignal): Promise<PushResult> {
  for (let deliveries = 1; ; deliveries++) {
    const startedAt = performance.now()
    const answer = await exchange('POST', makeRequest(), timing.deadlineMs, closed)
    const verdict = answer.problem === undefined ? judge(answer.body) : { accepted: false as const, problem: answer.problem }
    const result = { deliveries, status: answer.status, body: answer.body }
    if (verdict.accepted) return { ...result, accepted: true, ...(verdict.reply && { passiveReply: verdict.reply }) }
    if (deliveries === maxDeliveries || closed.aborted) return { ...result, accepted: false, problem: verdict.problem }
    const waitMs = Math.max(0, timing.repeatAfterMs - (performance.now() - startedAt))
    await sleep(waitMs, undefined, { signal: closed }).catch(() => undefined)
    if (closed.aborted) return { ...result, accepted: false, problem: verdict.problem }
  }
}

/** Sends one request and reads the answer within the deadline. Never rejects; `problem` says what went wrong, any status but 200 included. */
export function exchange (method: 'GET' | 'POST', { url, body, headers }: Pick<CallbackRequest, 'url' | 'body' | 'headers'>, deadlineMs: number, closed: AbortSignal): Promise<{ status: number, body: string, problem?: string }> {
  return new Promise((resolve) => {
    const fail = (problem: string, status = 0, text = '') => finish({ status, body: text, problem })
    const finish = (answer: { status: number, body: string, problem?: string }) => {
      clearTimeout(timer)
      closed.removeEventListener('abort', onClose)
      request.destroy()
      resolve(answer)
    }
    const onClose = () => fail('the platform was closed')
    // A connection of its own for each delivery, as the platform does: a kept one could be closed under the request.
    const request = httpRequest(url, { method, agent: false, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (response) => {
      const status = response.statusCode ?? 0
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes > maxAnswerBytes) fail(`the answer is longer than ${maxAnswerBytes} bytes`, status)
      })
      response.on('error', (error) => fail(`the answer broke off: ${error.message}`))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (status === 200) finish({ status, body: text })
        else fail(`the status is ${status}`, status, text)
      })
    })
    const timer = setTimeout(() => fail(`no answer within ${deadlineMs} ms`), deadlineMs)
    closed.addEventListener('abort', onClose)
    request.on('error', (error) => fail(`the request failed: ${error.message}`))
    if (closed.aborted) onClose()
    else request.end(body)
  })
}
