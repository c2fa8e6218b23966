import type { PreviewLine } from '../../api/types.js'

/** One value that a back-fill would change, or one record that does not fit. */
export interface PreviewRow {
  key: string
  contact?: string
  name?: string
  record: string
  move?: PreviewLine['moves'][number]
  error?: string
}

/** Every value that would change, in the order of the records. */
export function toRows (lines: readonly PreviewLine[]): PreviewRow[] {
  return lines.flatMap(({ moves, error, ...of }): PreviewRow[] => error !== undefined
    ? [{ ...of, key: of.record, error }]
    : moves.map((move) => ({ ...of, key: `${of.record} ${move.hub} ${move.to}`, move })))
}

/** How many values would change on each side, and how many records do not fit. */
export function countRows (rows: readonly PreviewRow[]): { toHub: number, toCrm: number, misfits: number } {
  return {
    toHub: rows.filter(({ move }) => move?.to === 'hub').length,
    toCrm: rows.filter(({ move }) => move?.to === 'crm').length,
    misfits: rows.filter(({ error }) => error !== undefined).length
  }
}

/** A value as people read it; undefined: there is none. */
export function toText (value: NonNullable<PreviewRow['move']>['value']): string | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.join(', ')
  return value === null || value === '' ? undefined : String(value)
}
