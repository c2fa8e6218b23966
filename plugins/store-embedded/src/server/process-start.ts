import { readFileSync } from 'node:fs'

/** When a process started, as the system tells it; empty where it does not. @see proc(5), field 22 of /proc/PID/stat */
export function startOf (pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
