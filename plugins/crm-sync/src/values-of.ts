/**
 * The texts that a request carries as values, longest first: what systems say of a refusal often repeats them.
 * @param names keys that hold no values
 */
export function valuesOf (body: unknown, names: ReadonlySet<string>, depth = 0): string[] {
  if (typeof body === 'string') return body.length > 1 ? [body] : []
  if (typeof body !== 'object' || body === null || depth > 8) return []
  const held = Array.isArray(body) ? leavesOf(body) : Object.entries(body).filter(([key]) => !names.has(key)).map(([, value]) => value as unknown)
  return held.flatMap((value) => valuesOf(value, names, depth + 1)).sort((a, b) => b.length - a.length)
}

/** Of a condition (field, operator, value) only the value counts. */
function leavesOf (list: unknown[]): unknown[] {
  const [field, operator, value] = list
  const isCondition = list.length === 3 && typeof field === 'string' && typeof operator === 'string' && /^(?:[<>=!]+|=?i?like|in|not in)$/.test(operator)
  return isCondition ? [value] : list
}
