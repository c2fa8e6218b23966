import type { Role } from '../store/agent-model.js'

const EVERYBODY = ['administrator', 'leader', 'agent'] as const
const LEADERS = ['administrator', 'leader'] as const
const ADMINISTRATORS = ['administrator'] as const

/** Who may do what through the API: each operation by its OpenAPI id, and `readOriginal`, the platform's own form of a message. */
export const ACCESS = {
  listConversations: EVERYBODY,
  getConversation: EVERYBODY,
  closeConversation: EVERYBODY,
  listMessages: EVERYBODY,
  sendMessage: EVERYBODY,
  getMessage: EVERYBODY,
  readOriginal: ADMINISTRATORS,
  getMessageMedia: EVERYBODY,
  uploadMedia: EVERYBODY,
  listContacts: EVERYBODY,
  getContact: EVERYBODY,
  listChannels: EVERYBODY,
  listDeadLetters: EVERYBODY,
  retryDeadLetter: LEADERS,
  listAudit: ADMINISTRATORS
} as const satisfies Record<string, readonly Role[]>

/** Something that a role may or may not do. */
export type Operation = keyof typeof ACCESS

/** Whether a role may do something. */
export function mayDo (role: Role, operation: Operation): boolean {
  const roles: readonly Role[] = ACCESS[operation]
  return roles.includes(role)
}
