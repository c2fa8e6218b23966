import type { Role } from '../store/agent-model.js'

const EVERYBODY = ['administrator', 'leader', 'agent'] as const
const LEADERS = ['administrator', 'leader'] as const
const ADMINISTRATORS = ['administrator'] as const

/** Who may do what through the API: each operation by its OpenAPI id, and `readOriginal`, the platform's own form of a message. */
export const ACCESS = {
  getSession: EVERYBODY,
  changeSession: EVERYBODY,
  changePassword: EVERYBODY,
  signOut: EVERYBODY,
  signOutEverywhere: EVERYBODY,
  listConversations: EVERYBODY,
  countConversations: EVERYBODY,
  getConversation: EVERYBODY,
  getContext: EVERYBODY,
  acceptConversation: EVERYBODY,
  transferConversation: EVERYBODY,
  closeConversation: EVERYBODY,
  reopenConversation: EVERYBODY,
  readConversation: EVERYBODY,
  tagConversation: EVERYBODY,
  listTags: EVERYBODY,
  search: EVERYBODY,
  listActivities: EVERYBODY,
  addNote: EVERYBODY,
  listMessages: EVERYBODY,
  sendMessage: EVERYBODY,
  getMessage: EVERYBODY,
  readOriginal: ADMINISTRATORS,
  retryMessage: EVERYBODY,
  getMessageMedia: EVERYBODY,
  uploadMedia: EVERYBODY,
  listContacts: EVERYBODY,
  getContact: EVERYBODY,
  changeContact: EVERYBODY,
  getFacts: EVERYBODY,
  lookUpContact: EVERYBODY,
  chooseRecord: EVERYBODY,
  listOrders: EVERYBODY,
  getOrder: EVERYBODY,
  listShipments: EVERYBODY,
  createReturn: EVERYBODY,
  listTicketTypes: EVERYBODY,
  listTickets: EVERYBODY,
  createTicket: EVERYBODY,
  getTicket: EVERYBODY,
  changeTicket: EVERYBODY,
  commentTicket: EVERYBODY,
  retryTicketExport: EVERYBODY,
  getTicketFile: EVERYBODY,
  listAgents: EVERYBODY,
  createAgent: ADMINISTRATORS,
  changeAgent: ADMINISTRATORS,
  resetPassword: ADMINISTRATORS,
  listGroups: EVERYBODY,
  createGroup: ADMINISTRATORS,
  changeGroup: ADMINISTRATORS,
  removeGroup: ADMINISTRATORS,
  listQuickReplies: EVERYBODY,
  createQuickReply: LEADERS,
  changeQuickReply: LEADERS,
  removeQuickReply: LEADERS,
  listChannels: EVERYBODY,
  listPlugins: LEADERS,
  listDeadLetters: EVERYBODY,
  retryDeadLetter: LEADERS,
  listAlerts: EVERYBODY,
  closeAlert: LEADERS,
  listConnections: LEADERS,
  pullConnection: LEADERS,
  backfillConnection: ADMINISTRATORS,
  cancelBackfill: ADMINISTRATORS,
  previewConnection: ADMINISTRATORS,
  planConfig: ADMINISTRATORS,
  reloadConfig: ADMINISTRATORS,
  listTokens: ADMINISTRATORS,
  createToken: ADMINISTRATORS,
  revokeToken: ADMINISTRATORS,
  listAudit: ADMINISTRATORS,
  watch: EVERYBODY
} as const satisfies Record<string, readonly Role[]>

/** Something that a role may or may not do. */
export type Operation = keyof typeof ACCESS

/** What somebody may do whose password is still the one that an administrator saw. */
const BEFORE_PASSWORD_CHANGE: ReadonlySet<Operation> = new Set(['getSession', 'changePassword', 'signOut', 'signOutEverywhere'])

/** Whether a role may do something. */
export function mayDo (role: Role, operation: Operation): boolean {
  const roles: readonly Role[] = ACCESS[operation]
  return roles.includes(role)
}

/** Whether somebody may do something before they changed the password that was given to them. */
export function mayDoFirst (operation: Operation): boolean { return BEFORE_PASSWORD_CHANGE.has(operation) }
