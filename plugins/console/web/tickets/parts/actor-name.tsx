import type { TicketDetail } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { useAgentName } from '../../workspace/names.js'
import { words } from '../words.js'

/** Who did something with a ticket. */
export function ActorName ({ actor: { kind, id, name } }: { actor: TicketDetail['createdBy'] }) {
  const { actors } = useWords(words)
  const agentName = useAgentName()
  if (kind === 'agent') return name ?? agentName(id)
  // The hub's own steps need no id; those of a rule or another system do.
  return <>{actors[kind]}{id !== 'hub' && kind !== 'customer' && ` ${name ?? id}`}{kind === 'customer' && name !== undefined && ` ${name}`}</>
}
