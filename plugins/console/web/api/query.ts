import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.js'

/** Under which names answers of the hub are kept. A key that begins another one stands for all of those. */
export const keys = {
  session: ['session'],
  agents: ['agents'],
  groups: ['groups'],
  tags: ['tags'],
  quickReplies: ['quick-replies'],
  channels: ['channels'],
  plugins: ['plugins'],
  deadLetters: ['dead-letters'],
  connections: ['connections'],
  /** Every list of alerts. */
  alerts: ['alerts'],
  standingAlerts: ['alerts', 'standing'],
  alertHistory: ['alerts', 'history'],
  tokens: ['tokens'],
  audit: ['audit'],
  /** Every list of conversations. */
  inbox: ['inbox'],
  counts: ['counts'],
  conversation: (id: string) => ['conversation', id],
  messages: (id: string) => ['conversation', id, 'messages'],
  activities: (id: string) => ['conversation', id, 'activities'],
  context: (id: string) => ['conversation', id, 'context'],
  facts: (contact: string) => ['facts', contact],
  orders: (contact: string) => ['orders', contact],
  ticketTypes: ['ticket-types'],
  /** Every list of tickets. */
  tickets: ['tickets'],
  ticket: (id: string) => ['ticket', id]
} as const

/** Keeps the answers of the hub. What the live connection tells of is changed in here. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // A refusal stays one; only a hub that is away or busy is asked again.
      retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500)
    }
  }
})
