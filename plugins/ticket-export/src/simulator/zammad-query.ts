/** Tickets that a query of the search finds, as far as the simulator understands it. */
export type Predicate = (ticket: Record<string, unknown>) => boolean

const TERM = /^(\w+):(?:"((?:[^"\\]|\\.)*)"|\[(\S+) TO (\S+)\])$/

/**
 * The part of the search's language that is simulated: `name:"words"` and `name:[from TO until]`, joined by ` AND `. Words are looked for
 * in texts as a phrase, case aside.
 * @throws RangeError for anything else
 */
export function parseQuery (query: string): Predicate {
  const terms = query.split(' AND ').map((term): Predicate => {
    const match = TERM.exec(term.trim())
    if (match === null) throw new RangeError(`The simulator does not understand the query ${term}`)
    const [, name = '', words, from = '*', until = '*'] = match
    if (words !== undefined) {
      const wanted = words.replace(/\\(.)/g, '$1').toLowerCase()
      return (ticket) => String(ticket[name] ?? '').toLowerCase().includes(wanted)
    }
    return (ticket) => (from === '*' || Date.parse(String(ticket[name])) >= Date.parse(from)) && (until === '*' || Date.parse(String(ticket[name])) <= Date.parse(until))
  })
  return (ticket) => terms.every((term) => term(ticket))
}
