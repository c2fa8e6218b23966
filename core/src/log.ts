import { pino, type DestinationStream, type Logger } from 'pino'
import { createRedactor } from './config/redaction.js'

/**
 * The hub's log: one JSON object a line, one line an event. Whatever a line would say, the given secrets are not in it.
 * @param secrets values that must never be seen; those of fewer than 3 characters are too common to be found in a line
 */
export function createLog (options: { level: string, secrets: readonly string[], destination?: DestinationStream }): Logger {
  const hide = createRedactor(options.secrets)
  return pino({
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: { streamWrite: hide }
  }, options.destination ?? pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 } as Parameters<typeof pino.destination>[0]))
}
