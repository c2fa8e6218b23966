import { createContext, use, useCallback, useState, type ReactNode } from 'react'
import type { Conversation, OrderRef } from '../api/types.js'
import { later } from '../shell/later.js'
import { OnDemand } from '../shell/on-demand.js'

/** What a new ticket is about. */
export interface TicketAbout {
  conversation?: Conversation
  order?: OrderRef
}

const TicketDialog = later(async () => (await import('./ticket-dialog.js')).TicketDialog)
const NewTicketContext = createContext<((about: TicketAbout) => void) | undefined>(undefined)

/** Holds the dialog in which tickets are made. */
export function NewTicketProvider ({ children }: { children: ReactNode }) {
  const [about, setAbout] = useState<TicketAbout>()
  const open = useCallback((next: TicketAbout) => { setAbout(next) }, [])
  return (
    <NewTicketContext value={open}>
      {children}
      <OnDemand isOpen={about !== undefined}>
        {about !== undefined && <TicketDialog about={about} onClose={() => { setAbout(undefined) }} />}
      </OnDemand>
    </NewTicketContext>
  )
}

/** Opens the dialog in which a ticket is made. */
export function useNewTicket (): (about: TicketAbout) => void {
  const open = use(NewTicketContext)
  if (open === undefined) throw new Error('useNewTicket stands outside of NewTicketProvider')
  return open
}
