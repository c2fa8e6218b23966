import type { Log } from '@kefuhub/contract'

/** A line that was logged. */
export interface RecordedLine {
  level: keyof Log
  message: string
  fields: Record<string, unknown>
}

/** A log that keeps its lines. */
export interface RecordedLog extends Log { lines: RecordedLine[] }

/** Makes a log whose lines a test can read. */
export function recordLog (): RecordedLog {
  const lines: RecordedLine[] = []
  const write = (level: keyof Log) => (fields: object, message: string) => { lines.push({ level, message, fields: { ...fields } }) }
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
