import { fileURLToPath } from 'node:url'
import { startChild } from './child.js'

/**
 * What the visitors and the agents are told to do.
 * @typedef {{ kind: 'open', channelUrl: string, count: number }
 *   | { kind: 'work', hubUrl: string, cookies: string[] }
 *   | { kind: 'chat', count: number, rate: number }
 *   | { kind: 'close' }} Job
 */

/** @typedef {{ p50Ms: number, p99Ms: number }} Latency */
/** @typedef {{ seen: Latency, answered: Latency }} ChatResult from when a message was due: to the agent, and back to the visitor */

/**
 * The visitors and the agents, in a process of their own.
 * @typedef {object} Visitors
 * @property {(channelUrl: string, count: number) => Promise<void>} open opens widgets of new visitors
 * @property {(hubUrl: string, cookies: string[]) => Promise<void>} work opens a console for each of the agents
 * @property {(count: number, rate: number) => Promise<ChatResult>} chat lets the visitors write in turn, so many messages per second
 * @property {() => Promise<void>} close all widgets and consoles; throws, like all of them, when one was gone
 */

/**
 * Starts the process of the visitors and the agents.
 * @param {import('./stage.js').Stage} stage
 * @returns {Promise<Visitors>}
 */
export async function startVisitors (stage) {
  const file = fileURLToPath(new URL('./visitors-process.js', import.meta.url))
  const child = await startChild(stage, 'the process of the visitors', [file], { ready: /^ready\n/m, talks: true })
  const ask = async (/** @type {Job} */ job) => await child.ask(job)
  return {
    open: async (channelUrl, count) => await ask({ kind: 'open', channelUrl, count }),
    work: async (hubUrl, cookies) => await ask({ kind: 'work', hubUrl, cookies }),
    chat: async (count, rate) => await ask({ kind: 'chat', count, rate }),
    close: async () => await ask({ kind: 'close' })
  }
}
