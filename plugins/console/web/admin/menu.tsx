import type { CSSProperties } from 'react'
import { theme } from 'antd'
import { NavLink } from 'react-router'
import { AlertCount } from '../shell/alert-count.js'
import { useStandingAlerts } from '../shell/alerts.js'
import { useIsNarrow } from '../shell/narrow.js'
import { isAtLeast } from '../shell/role.js'
import { useMe } from '../shell/session.js'
import { useWords } from '../words/language.js'
import { SECTIONS } from './sections.js'
import { words } from './words.js'

/** The screens that whoever is signed in may see. */
export function AdminMenu () {
  const me = useMe()
  const own = useWords(words)
  const alerts = useStandingAlerts().data ?? []
  const { token } = theme.useToken()
  // Where it is narrow the menu is the whole screen.
  const Heading = useIsNarrow() ? 'h1' : 'h2'
  const colors = { '--menu-hover': token.colorFillTertiary, '--menu-chosen': token.controlItemBgActive, '--menu-chosen-text': token.colorLink } as CSSProperties
  return (
    <nav className='admin-menu' aria-label={own.title} style={colors}>
      <Heading>{own.title}</Heading>
      <ul>
        {SECTIONS.filter(({ needs }) => isAtLeast(me.role, needs)).map(({ path, Icon }) => (
          <li key={path}>
            <NavLink to={`/admin/${path}`}><Icon />{own.sections[path]}{path === 'alerts' && alerts.length > 0 && <AlertCount alerts={alerts} />}</NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
