import { AgentTab } from './agent-tab.js'
import { keepPace } from './pace.js'
import { remarkAt } from './remarks.js'
import { percentile } from './statistics.js'
import { Visitor } from './visitor.js'

/** @typedef {import('./visitors.js').Job} Job */

/** Visits that are opened at the same time. */
const opening = 20
/** How long answers may still come after the last message. */
const patienceMs = 60_000
/** Stands at the end of every text and tells which message it is, or answers: its number, and the visitor's. */
const mark = / \[(\d+)\.(\d+)\]$/

/** @typedef {{ number: number, dueMs: number, isSeen: boolean }} Question a message without an answer */

/** @type {Visitor[]} */
const visitors = []
/** @type {AgentTab[]} */
const agents = []
/** @type {Question[][]} of each visitor, in order */
const questions = []
let sent = 0

/** @type {(dueMs: number) => void} */
let onSeen = () => {}
/** @type {(dueMs: number) => void} */
let onAnswered = () => {}

/** @type {(error: Error) => void} */
let onBroken = () => {}
/** Rejects when a connection ends though nobody closed it, or something is refused: whatever is measured from then on is not what was meant. */
const broken = new Promise((_resolve, reject) => { onBroken = reject })
broken.catch(() => {})

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
          if (from === 'agent' && content.type === 'text') takeAnswer(content.text)
        }
      }))
    }
  }))
}

/**
 * Takes note of an answer: the visitor has waited for it since that message, and since those before it that had none.
 * @param {string} text
 */
function takeAnswer (text) {
  const [, number, visitor] = mark.exec(text) ?? []
  const open = questions[Number(visitor)] ?? []
  while (open[0] !== undefined && open[0].number <= Number(number)) onAnswered(/** @type {Question} */ (open.shift()).dueMs)
}

/**
 * Takes note of what an agent sees: the last message of a visitor, and with it those before it that were not seen yet.
 * @param {string} text
 * @param {(visitor: number) => boolean} isMine
 * @returns {string | undefined} the answer, unless somebody else or an earlier one has to give it
 */
function see (text, isMine) {
  const [found, number, visitor] = mark.exec(text) ?? []
  if (!isMine(Number(visitor))) return undefined
  const fresh = (questions[Number(visitor)] ?? []).filter((question) => !question.isSeen && question.number <= Number(number))
  for (const question of fresh) {
    question.isSeen = true
    onSeen(question.dueMs)
  }
  return fresh.length === 0 ? undefined : `已经为您查询，预计今天 18:00 前送达${found}`
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
        const answer = last?.from === 'customer' ? see(last.text, (visitor) => visitor % cookies.length === index) : undefined
        if (answer !== undefined) tab.answer(id, answer).catch(onBroken)
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
  const complete = new Promise((resolve) => {
    onSeen = (dueMs) => seenMs.push(performance.now() - dueMs)
    onAnswered = (dueMs) => {
      answeredMs.push(performance.now() - dueMs)
      if (answeredMs.length === count) resolve(undefined)
    }
  })
  await keepPace(count, rate, (index, dueMs) => {
    const visitor = index % visitors.length
    const number = ++sent
    const open = questions[visitor] ??= []
    open.push({ number, dueMs, isSeen: false })
    visitors[visitor]?.write(`bench-${number}-${visitor}`, `${remarkAt(index)} [${number}.${visitor}]`)
  })
  let timer
  await Promise.race([complete, new Promise((resolve) => { timer = setTimeout(resolve, patienceMs) })])
  clearTimeout(timer)
  if (answeredMs.length < count) throw new Error(`of ${count} messages the agents saw ${seenMs.length} and the visitors ${answeredMs.length} answers ${patienceMs / 1000} s after the last`)
  const sum = (/** @type {number[]} */ valuesMs) => ({ p50Ms: percentile(valuesMs, 0.5), p99Ms: percentile(valuesMs, 0.99) })
  return { seen: sum(seenMs), answered: sum(answeredMs) }
}

/** Closes all widgets and consoles. */
async function close () {
  for (const each of [...visitors.splice(0), ...agents.splice(0)]) each.close()
}

/** @param {Job} job */
async function run (job) {
  switch (job.kind) {
    case 'open': return await open(job)
    case 'work': return await work(job)
    case 'chat': return await chat(job)
    case 'close': return await close()
  }
}

process.on('message', async (/** @type {Job} */ job) => {
  try {
    process.send?.({ result: await Promise.race([broken, run(job)]) })
  } catch (error) {
    process.send?.({ error: /** @type {Error} */ (error).message })
  }
})
process.once('SIGTERM', () => process.exit(0))
process.once('disconnect', () => process.exit(0))
console.log('ready')
