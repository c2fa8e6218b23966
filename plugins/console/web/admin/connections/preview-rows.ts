import type { PreviewLine } from '../../api/types.js'

/** One value that a back-fill would change, one record that it would make, or one that does not fit. */
export interface PreviewRow {
  key: string
  contact: string
  name: string
  /** Absent: there is none yet. */
  record?: string
  move?: PreviewLine['moves'][number]
  /** What would stand in a new record. */
  values?: PreviewLine['moves']
  error?: string
}

/** Every value that would change, in the order of the records, then every record that would be made. */
export function toRows (lines: readonly PreviewLine[]): PreviewRow[] {
  return lines.flatMap(({ moves, error, ...of }): PreviewRow[] => {
    const key = `${of.contact} ${of.record ?? ''}`
    if (error !== undefined) return [{ ...of, key, error }]
    if (of.record === undefined) return [{ ...of, key, values: moves }]
    return moves.map((move) => ({ ...of, key: `${key} ${move.hub} ${move.to}`, move }))
  })
}

/** How many records would change, with how many values on each side, how many would be made, and how many do not fit. */
export function countRows (rows: readonly PreviewRow[]): { changed: number, toHub: number, toCrm: number, created: number, misfits: number } {
  const moved = rows.filter(({ move }) => move !== undefined)
  return {
    changed: new Set(moved.map(({ record }) => record)).size,
    toHub: moved.filter(({ move }) => move?.to === 'hub').length,
    toCrm: moved.filter(({ move }) => move?.to === 'crm').length,
    created: rows.filter(({ values }) => values !== undefined).length,
    misfits: rows.filter(({ error }) => error !== undefined).length
  }
}

/** A value as people read it; undefined: there is none. */
export function toText (value: NonNullable<PreviewRow['move']>['value']): string | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.join(', ')
  return value === null || value === '' ? undefined : String(value)
}
