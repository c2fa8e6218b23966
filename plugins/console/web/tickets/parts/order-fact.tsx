import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { Order, OrderRef } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { words as orderWords } from '../../workspace/context/orders/words.js'
import { SafeLink } from '../../workspace/conversation/content/safe-link.js'

/** The order of a ticket, with how it stands once its system has said so. */
export function OrderFact ({ order: { source, id, number }, contact }: { order: OrderRef, contact: string | undefined }) {
  const { states } = useWords(orderWords)
  const { data } = useQuery({
    queryKey: [...keys.orders(contact ?? ''), source, id],
    queryFn: async ({ signal }) => await api.get<Order>(`/contacts/${encodeURIComponent(contact ?? '')}/orders/${encodeURIComponent(source)}/${encodeURIComponent(id)}`, { signal }),
    enabled: contact !== undefined,
    // The number is there; what the system adds may be missing.
    retry: false
  })
  return <>{data?.url === undefined ? number : <SafeLink url={data.url}>{number}</SafeLink>}{data !== undefined && ` · ${states[data.status]}`}</>
}
