/** A text as a value in a filter, which is SQL: quotes are doubled, and nothing else has a meaning in one. */
export function quoted (text: string): string {
  // eslint-disable-next-line no-control-regex
  return `'${text.replace(/[\u0000-\u001f\u007f]/g, ' ').replaceAll('\'', '\'\'')}'`
}

/** A condition on whole numbers. @param ids digits only; others are left out */
export function idsIn (field: string, ids: readonly string[]): string {
  const numbers = ids.filter(isId)
  return numbers.length === 0 ? '1=0' : `${field} in (${numbers.join(',')})`
}

/** Whether a text can be the id of a bill or of a line. */
export function isId (text: string): boolean { return /^[1-9]\d{0,17}$/.test(text) }
