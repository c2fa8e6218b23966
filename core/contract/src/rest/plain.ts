const DEEPEST = 64

/** A copy that is plain JSON: no functions, no prototypes, nothing shared with the original. @throws RangeError for too deep a value */
export function toPlain (value: unknown, depth = DEEPEST): unknown {
  if (depth === 0) throw new RangeError(`it is nested deeper than ${DEEPEST} levels`)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  // JSONata's own functions are objects.
  if (typeof value !== 'object' || '_jsonata_function' in value || '_jsonata_lambda' in value) return undefined
  if (Array.isArray(value)) return value.map((item) => toPlain(item, depth - 1) ?? null)
  const copy: Record<string, unknown> = {}
  for (const [name, child] of Object.entries(value)) {
    const plain = name === '__proto__' ? undefined : toPlain(child, depth - 1)
    if (plain !== undefined) copy[name] = plain
  }
  return copy
}
