import type { Role } from '../store/agent-model.js'

/** Who is calling: a person in a browser, or a program with an API token. */
export interface Caller {
  /** `agent:ID` or `token:ID`, as in the audit log. */
  actor: string
  name: string
  role: Role
  /** Of a person. */
  agent?: {
    id: string
    /** SHA-256 of the session's token, hex. */
    session: string
    /** They may do nothing else before they did. */
    mustChangePassword: boolean
  }
}
