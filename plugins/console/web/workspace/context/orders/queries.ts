import { useQuery } from '@tanstack/react-query'
import { api } from '../../../api/client.js'
import { keys } from '../../../api/query.js'
import type { Orders, Shipment } from '../../../api/types.js'

/** The path of an order of a contact within the API. */
export function toOrderPath (contact: string, source: string, order: string): string {
  return `/contacts/${encodeURIComponent(contact)}/orders/${encodeURIComponent(source)}/${encodeURIComponent(order)}`
}

/** The latest orders of a contact in every system. @param number only the one with this number */
export function useOrders (contact: string, number?: string) {
  return useQuery({
    queryKey: [...keys.orders(contact), number ?? null],
    queryFn: async ({ signal }) => (await api.get<{ items: Orders[] }>(`/contacts/${encodeURIComponent(contact)}/orders`, { query: { number }, signal })).items,
    staleTime: 60_000
  })
}

/** Where the parcels of an order are, once somebody wants to know. */
export function useShipments (contact: string, source: string, order: string, isWanted: boolean) {
  return useQuery({
    queryKey: [...keys.orders(contact), source, order, 'shipments'],
    queryFn: async ({ signal }) => (await api.get<{ items: Shipment[] }>(`${toOrderPath(contact, source, order)}/shipments`, { signal })).items,
    enabled: isWanted,
    // Somebody waits; the system behind has been asked for long enough.
    retry: false
  })
}
