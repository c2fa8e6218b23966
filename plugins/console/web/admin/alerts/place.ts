import type { Alert } from '../../api/types.js'
import type { words } from '../words.js'

type SectionPath = keyof typeof words.zh.sections

/** What an alert is about, as far as the console knows what helps. */
export type Cause = 'down' | 'unauthorized' | 'plugin-down' | 'dead-letters' | 'failing'

/** The hub's own alerts by their keys. */
const CAUSES: Readonly<Record<string, Cause>> = {
  down: 'down',
  unauthorized: 'unauthorized',
  'plugin-down': 'plugin-down',
  'dead-letters': 'dead-letters',
  'crm-pull-failing': 'failing',
  'crm-backfill-failing': 'failing',
  'ticket-poll-failing': 'failing',
  'ticket-files-failing': 'failing',
  'notices-failing': 'failing'
}

/** Where one sees more of each. */
const PLACES: Readonly<Record<Cause, SectionPath>> = { down: 'connections', unauthorized: 'connections', 'plugin-down': 'plugins', 'dead-letters': 'dead-letters', failing: 'connections' }

/** What an alert is about; undefined for one of a plugin's own. */
export function toCause ({ key }: Pick<Alert, 'key'>): Cause | undefined {
  return Object.hasOwn(CAUSES, key) ? CAUSES[key] : undefined
}

/** The section that shows more of a cause. */
export function toPlace (cause: Cause): SectionPath { return PLACES[cause] }
