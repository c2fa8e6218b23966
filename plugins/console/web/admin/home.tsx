import { Navigate } from 'react-router'
import { useIsNarrow } from '../shell/narrow.js'
import { isAtLeast } from '../shell/role.js'
import { useMe } from '../shell/session.js'
import { SECTIONS } from './sections.js'

/** Leads to the first screen, unless the menu stands in its place. */
export function AdminHome () {
  const me = useMe()
  const isNarrow = useIsNarrow()
  const first = SECTIONS.find(({ needs }) => isAtLeast(me.role, needs))
  return isNarrow || first === undefined ? null : <Navigate to={`/admin/${first.path}`} replace />
}
