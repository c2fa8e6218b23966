import type { ComponentType } from 'react'
import { AlertOutlined, ApiOutlined, AuditOutlined, DashboardOutlined, KeyOutlined, SyncOutlined, TeamOutlined, ThunderboltOutlined, UserOutlined, WarningOutlined } from '@ant-design/icons'
import type { Role } from '../api/types.js'
import type { words } from './words.js'

/** A screen of administration. */
export interface Section {
  path: keyof typeof words.zh.sections
  Icon: ComponentType
  /** The least that somebody must be to see it. */
  needs: Role
}

/** All screens of administration, in the order of the menu. */
export const SECTIONS: readonly Section[] = [
  { path: 'agents', Icon: UserOutlined, needs: 'administrator' },
  { path: 'groups', Icon: TeamOutlined, needs: 'administrator' },
  { path: 'quick-replies', Icon: ThunderboltOutlined, needs: 'leader' },
  { path: 'channels', Icon: ApiOutlined, needs: 'leader' },
  { path: 'plugins', Icon: DashboardOutlined, needs: 'leader' },
  { path: 'connections', Icon: SyncOutlined, needs: 'leader' },
  { path: 'alerts', Icon: AlertOutlined, needs: 'agent' },
  { path: 'dead-letters', Icon: WarningOutlined, needs: 'agent' },
  { path: 'tokens', Icon: KeyOutlined, needs: 'administrator' },
  { path: 'audit', Icon: AuditOutlined, needs: 'administrator' }
]
