import { Script, createContext } from 'node:vm'

const TIMEOUT_MS = 100

const sandbox = createContext(Object.assign(Object.create(null) as { pattern?: RegExp, text?: string }, { pattern: undefined, text: undefined }))
const script = new Script('pattern.exec(text)')

/**
 * A regular expression that gives up after 100 ms: matching cannot be interrupted from within, and a careless pattern may take years
 * for a text of a customer.
 */
export class BoundedRegExp extends RegExp {
  override exec (text: string): RegExpExecArray | null {
    const pattern = new RegExp(this.source, this.flags)
    pattern.lastIndex = this.lastIndex
    Object.assign(sandbox, { pattern, text })
    try {
      return script.runInContext(sandbox, { timeout: TIMEOUT_MS }) as RegExpExecArray | null
    } finally {
      this.lastIndex = pattern.lastIndex
      Object.assign(sandbox, { pattern: undefined, text: undefined })
    }
  }
}
