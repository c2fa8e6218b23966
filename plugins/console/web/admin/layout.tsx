import { theme } from 'antd'
import { Outlet, useMatch } from 'react-router'
import { useIsNarrow } from '../shell/narrow.js'
import { AdminMenu } from './menu.js'
import './admin.css'

/** The menu of administration beside the screen chosen; one of both where it is narrow. */
export function AdminLayout () {
  const { token } = theme.useToken()
  const isNarrow = useIsNarrow()
  const isHome = useMatch('/admin') !== null
  return (
    <div className='admin'>
      {!isNarrow && (
        <div className='admin-side' style={{ borderColor: token.colorBorderSecondary, background: token.colorBgContainer }}>
          <AdminMenu />
        </div>
      )}
      {isNarrow && isHome ? <AdminMenu /> : <div className='admin-screen'><Outlet /></div>}
    </div>
  )
}
