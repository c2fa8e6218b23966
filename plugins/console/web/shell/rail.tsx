import type { CSSProperties, ReactNode } from 'react'
import { Link, NavLink, useMatch } from 'react-router'
import { Avatar, Badge, theme, Tooltip } from 'antd'
import { MessageOutlined, ProfileOutlined, QuestionCircleOutlined, SettingOutlined } from '@ant-design/icons'
import { common } from '../words/common.js'
import { useWords } from '../words/language.js'
import { AccountMenu } from './account-menu.js'
import { AlertCount } from './alert-count.js'
import { useStandingAlerts } from './alerts.js'
import { useCounts } from './counts.js'
import { useHelp } from './help.js'
import { PresenceDot } from './presence-dot.js'
import { useMe } from './session.js'
import { words } from './words.js'

/** The way between the parts of the console. */
export function Rail ({ isNarrow }: { isNarrow: boolean }) {
  const me = useMe()
  const own = useWords(words)
  const general = useWords(common)
  const help = useHelp()
  const { token } = theme.useToken()
  const inConversation = useMatch('/conversations/:id') !== null
  const alerts = useStandingAlerts().data ?? []
  const unread = useCounts().data?.unreadMine ?? 0
  const colors = {
    '--rail-back': token.colorBgContainer,
    '--rail-line': token.colorBorderSecondary,
    '--rail-text': token.colorTextSecondary,
    '--rail-hover': token.colorFillTertiary,
    '--rail-chosen': token.controlItemBgActive,
    '--rail-chosen-text': token.colorLink
  } as CSSProperties

  return (
    <nav className='rail' aria-label={own.navigation} style={colors}>
      <img className='rail-mark' src='./icon.svg' alt='' />
      <Entry to='/' isChosen={inConversation} label={unread > 0 ? `${own.inbox}, ${own.unread(unread)}` : own.inbox} hint={own.inbox}>
        <Badge key={unread} count={unread} size='small' offset={[4, -2]}><MessageOutlined /></Badge>
      </Entry>
      <Entry to='/tickets' label={own.tickets} hint={own.tickets}><ProfileOutlined /></Entry>
      <Entry to='/admin' label={alerts.length > 0 ? `${own.admin}, ${own.alerts(alerts.length)}` : own.admin} hint={own.admin}>
        <AlertCount alerts={alerts}><SettingOutlined /></AlertCount>
      </Entry>
      <span className='rail-gap' />
      {!isNarrow && (
        <Tooltip title={own.help} placement='right'>
          <button type='button' className='rail-entry' aria-label={own.help} aria-keyshortcuts='?' onClick={() => { help.open() }}><QuestionCircleOutlined /></button>
        </Tooltip>
      )}
      <AccountMenu>
        <button type='button' className='rail-entry' aria-label={`${own.account(me.name)}, ${own.presence(general.presence[me.presence])}`}>
          <Avatar size={28}>{[...me.name][0]?.toUpperCase()}</Avatar>
          <span className='rail-presence'><PresenceDot presence={me.presence} /></span>
        </button>
      </AccountMenu>
    </nav>
  )
}

function Entry ({ to, label, hint, isChosen = false, children }: { to: string, label: string, hint: string, isChosen?: boolean, children: ReactNode }) {
  return (
    <Tooltip title={hint} placement='right'>
      {isChosen
        ? <Link to={to} aria-label={label} aria-current='page' className='rail-entry'>{children}</Link>
        : <NavLink to={to} end={to === '/'} aria-label={label} className='rail-entry'>{children}</NavLink>}
    </Tooltip>
  )
}
