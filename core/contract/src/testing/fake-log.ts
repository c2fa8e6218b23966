import { LogController } from 'fastify'

/** A line that the plugin, or Fastify in its name, logged. Nothing is redacted, so that a test sees what a plugin lets out. */
export interface LogLine {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
  message: string
  fields: Record<string, unknown>
  /** The whole line as JSON. */
  line: string
}

const LEVELS: Record<number, LogLine['level']> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }

const MAX_LINES = 10_000

/** Leaves out the two lines that Fastify writes for every request; failures stay. */
export class QuietRequests extends LogController {
  override incomingRequest (): void {}
  override requestCompleted (): void {}
}

/** A destination for pino that keeps the latest 10 000 lines. */
export class FakeLog {
  readonly lines: LogLine[] = []

  write (line: string): void {
    const { level, msg, time: _time, pid: _pid, hostname: _hostname, ...fields } = JSON.parse(line) as Record<string, unknown>
    if (this.lines.length === MAX_LINES) this.lines.shift()
    this.lines.push({
      level: LEVELS[level as number] ?? 'info',
      message: typeof msg === 'string' ? msg : '',
      fields,
      line
    })
  }
}
