import { SimulatedServer, type NotifierStand, type SystemSimulator } from '@kefuhub/contract/testing'
import { MAX_CHARACTERS } from '../text.js'

/**
 * A simulation of the target for tests and demos: as strict as its documentation is.
 * It rests on an invented API; say here on what yours does.
 */

/** The wait that a busy target asks for, in milliseconds. */
export const WAIT_MS = 7000
export const TOKEN = 'a token of the simulator'

/** Starts a target with the handles that tests need. */
export async function startTarget (): Promise<NotifierStand> {
  const received = new Map<string, string>()
  const server = new SimulatedServer({
    kindOf: () => 'write',
    refusal (fault) {
      if (fault === 'rejected') return { status: 422, body: { error: 'a rule of the target' } }
      if (fault === 'unauthorized') return { status: 401, body: { error: 'who are you?' } }
      return { status: 429, headers: fault === 'busy' ? {} : { 'retry-after': String(WAIT_MS / 1000) }, body: { error: 'too many calls' } }
    },
    answer ({ headers, body }) {
      if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { error: 'who are you?' } }
      const { id, text } = JSON.parse(body.toString()) as { id: string, text: string }
      if (text.length > MAX_CHARACTERS) return { status: 422, body: { error: 'the text is too long' } }
      received.set(id, text)
      return { status: 200, body: {} }
    }
  })
  return {
    options: { connection: { baseUrl: await server.listen(), auth: { bearer: { token: TOKEN } } } },
    ...server.handles,
    received: () => [...received.values()]
  }
}

const simulator: SystemSimulator = { start: async () => await startTarget() }

export default simulator
