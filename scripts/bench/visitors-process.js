import { AgentTab } from './agent-tab.js'
import { keepPace } from './pace.js'
import { remarkAt } from './remarks.js'
import { percentile } from './statistics.js'
import { Visitor } from './visitor.js'

/** @typedef {import('./visitors.js').Job} Job */

/** Visits that are opened at the same time. */
const opening = 20
/** How long answers may still come after the last message. */
const patienceMs = 30_000
/** Stands at the end of every text and tells which message it is, or answers: its number, and the visitor's. */
const mark = / \[(\d+\.(\d+))\]$/

/** @type {Visitor[]} */
const visitors = []
/** @type {AgentTab[]} */
const agents = []
/** @type {Map<string, { dueMs: number, conversation?: string }>} messages without an answer, by mark */
const unanswered = new Map()
let sent = 0

/** @type {(error: Error) => void} */
let fail = () => {}
/** @type {(dueMs: number) => void} */
let onSeen = () => {}
/** @type {(dueMs: number) => void} */
let onAnswered = () => {}

const onBroken = (/** @type {Error} */ error) => fail(error)

/** @param {number} number */
function addressOf (number) {
  return `10.${number >> 16}.${number >> 8 & 255}.${number & 255}`
}

/**
 * Opens widgets, each of a visitor of its own.
 * @param {Extract<Job, { kind: 'open' }>} job
 */
async function open ({ channelUrl, count }) {
  let number = visitors.length
  const until = number + count
  await Promise.all(Array.from({ length: opening }, async () => {
    while (number < until) {
      visitors.push(await Visitor.open(channelUrl, addressOf(number++), {
        onBroken,
        onMessage ({ from, content }) {
          if (from !== 'agent' || content.type !== 'text') return
          const [, name = ''] = mark.exec(content.text) ?? []
          const question = unanswered.get(name)
          if (question === undefined) return
          unanswered.delete(name)
          onAnswered(question.dueMs)
        }
      }))
    }
  }))
}

/**
 * Opens a console for each agent. They share the visitors among them and answer each message as soon as they see it.
 * @param {Extract<Job, { kind: 'work' }>} job
 */
async function work ({ hubUrl, cookies }) {
  for (const [index, cookie] of cookies.entries()) {
    const tab = new AgentTab(hubUrl, cookie, {
      onBroken,
      onConversation ({ id, last }) {
        const [, name = '', visitor] = last?.from === 'customer' ? mark.exec(last.text) ?? [] : []
        const question = unanswered.get(name)
        if (question === undefined || question.conversation !== undefined || Number(visitor) % cookies.length !== index) return
        question.conversation = id
        onSeen(question.dueMs)
        tab.answer(id, `已经为您查询，预计今天 18:00 前送达 [${name}]`).catch(onBroken)
      }
    })
    await tab.open()
    agents.push(tab)
  }
}

/**
 * Lets all visitors write in turn at a fixed pace, and waits for the answer to each message.
 * @param {Extract<Job, { kind: 'chat' }>} job
 * @returns {Promise<import('./visitors.js').ChatResult>}
 */
async function chat ({ count, rate }) {
  /** @type {number[]} */
  const seenMs = []
  /** @type {number[]} */
  const answeredMs = []
  let timer
  try {
    await Promise.race([
      new Promise((_resolve, reject) => { fail = reject }),
      (async () => {
        const complete = new Promise((resolve) => {
          onSeen = (dueMs) => seenMs.push(performance.now() - dueMs)
          onAnswered = (dueMs) => {
            answeredMs.push(performance.now() - dueMs)
            if (answeredMs.length === count) resolve(undefined)
          }
        })
        await keepPace(count, rate, (index, dueMs) => {
          const number = index % visitors.length
          const name = `${++sent}.${number}`
          unanswered.set(name, { dueMs })
          visitors[number]?.write(`bench-${sent}-${number}`, `${remarkAt(index)} [${name}]`)
        })
        await Promise.race([complete, new Promise((resolve) => { timer = setTimeout(resolve, patienceMs) })])
      })()
    ])
  } finally {
    clearTimeout(timer)
    fail = () => {}
  }
  if (answeredMs.length < count) throw new Error(`of ${count} messages the agents saw ${seenMs.length} and the visitors ${answeredMs.length} answers ${patienceMs / 1000} s after the last`)
  const sum = (/** @type {number[]} */ valuesMs) => ({ p50Ms: percentile(valuesMs, 0.5), p99Ms: percentile(valuesMs, 0.99) })
  return { seen: sum(seenMs), answered: sum(answeredMs) }
}

/** Closes all widgets and consoles. */
function close () {
  for (const each of [...visitors.splice(0), ...agents.splice(0)]) each.close()
}

process.on('message', async (/** @type {Job} */ job) => {
  try {
    switch (job.kind) {
      case 'open': process.send?.({ result: await open(job) }); break
      case 'work': process.send?.({ result: await work(job) }); break
      case 'chat': process.send?.({ result: await chat(job) }); break
      case 'close': process.send?.({ result: close() })
    }
  } catch (error) {
    process.send?.({ error: /** @type {Error} */ (error).message })
  }
})
process.once('SIGTERM', () => process.exit(0))
process.once('disconnect', () => process.exit(0))
console.log('ready')
