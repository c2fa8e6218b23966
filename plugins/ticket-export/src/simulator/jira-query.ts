/** Issues that JQL finds, as far as the simulator understands it. */
export type Predicate = (issue: { project: string, labels: readonly string[], description: string, updatedMs: number }) => boolean

/**
 * The part of JQL that is simulated: `project = KEY`, `labels = "x"`, `description ~ "\"phrase\""`, `updated >= "-5m"`, joined by `AND`,
 * then `ORDER BY key ASC`.
 * @throws RangeError for anything else
 */
export function parseJql (jql: string, nowMs: number): Predicate {
  const match = /^(.*) ORDER BY key ASC$/.exec(jql)
  if (match === null) throw new RangeError('The simulator wants ORDER BY key ASC')
  const terms = (match[1] ?? '').split(' AND ').map((term): Predicate => {
    const [, name = '', operator = '', quoted, bare] = /^(\w+) (=|~|>=) (?:"((?:[^"\\]|\\.)*)"|(\w+))$/.exec(term.trim()) ?? []
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? ''
    if (name === 'project' && operator === '=') return ({ project }) => project === value
    if (name === 'labels' && operator === '=') return ({ labels }) => labels.includes(value)
    if (name === 'description' && operator === '~') {
      const phrase = value.replace(/^"|"$/g, '').toLowerCase()
      return ({ description }) => description.toLowerCase().includes(phrase)
    }
    const minutes = /^-(\d+)m$/.exec(value)?.[1]
    if (name === 'updated' && operator === '>=' && minutes !== undefined) return ({ updatedMs }) => updatedMs >= nowMs - Number(minutes) * 60_000
    throw new RangeError(`The simulator does not understand ${term}`)
  })
  return (issue) => terms.every((term) => term(issue))
}
