import { pino, type DestinationStream, type Logger } from 'pino'

const MASK = '•••'

/**
 * The hub's log: one JSON object a line, one line an event. Whatever a line would say, the given secrets are not in it.
 * @param secrets values that must never be seen; those shorter than 4 characters are too common to be found in a line
 */
export function createLog (options: { level: string, secrets: readonly string[], destination?: DestinationStream }): Logger {
  const hide = secretFilter(options.secrets)
  return pino({
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: { streamWrite: hide }
  }, options.destination ?? pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 } as Parameters<typeof pino.destination>[0]))
}

/** Replaces every secret in a text, also where JSON or a URL wrote it in another way. */
export function secretFilter (secrets: readonly string[]): (text: string) => string {
  const forms = secrets.filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
  if (forms.length === 0) return (text) => text
  // Longest first: a secret may hold another.
  const pattern = new RegExp([...new Set(forms)].sort((a, b) => b.length - a.length)
    .map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')
  return (text) => text.replace(pattern, MASK)
}
