import type { Alert } from '../../api/types.js'
import type { words } from '../words.js'

type SectionPath = keyof typeof words.zh.sections

/** What an alert is about, as far as the console knows what helps. */
export type Cause = 'down' | 'unauthorized' | 'plugin-down' | 'dead-letters'

/** Where one sees more of each. */
const PLACES: Readonly<Record<Cause, SectionPath>> = { down: 'connections', unauthorized: 'connections', 'plugin-down': 'plugins', 'dead-letters': 'dead-letters' }

/** What an alert is about; undefined for one of a plugin's own. */
export function toCause ({ key }: Pick<Alert, 'key'>): Cause | undefined {
  return Object.hasOwn(PLACES, key) ? key as Cause : undefined
}

/** The section that shows more of a cause. */
export function toPlace (cause: Cause): SectionPath { return PLACES[cause] }
