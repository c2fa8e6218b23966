import type { TicketDetail, TicketType } from '../../api/types.js'
import { useLocalized, useWords } from '../../words/language.js'
import { Facts } from '../../workspace/context/section.js'
import { words } from '../words.js'

/** What a ticket says in the fields of its type. Fields that the config no longer has keep their own names. */
export function FieldFacts ({ ticket: { fields }, type }: { ticket: TicketDetail, type: TicketType | undefined }) {
  const own = useWords(words)
  const localized = useLocalized()
  const known = new Set(type?.fields.map(({ name }) => name))
  const titles: Array<[name: string, title: string]> = [
    ...type?.fields.map(({ name, title }): [string, string] => [name, localized(title)]) ?? [],
    ...Object.keys(fields).filter((name) => !known.has(name)).map((name): [string, string] => [name, name])
  ]
  const facts = titles.flatMap(([name, title]) => {
    const value = fields[name] ?? null
    if (value === null) return []
    return [[title, typeof value === 'boolean' ? value ? own.yes : own.no : String(value)] as const]
  })
  if (facts.length === 0) return null
  return <div className='ticket-part'><Facts facts={facts} /></div>
}
