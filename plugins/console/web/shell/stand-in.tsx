import type { ReactNode } from 'react'
import { theme } from 'antd'
import { ExclamationCircleOutlined, InfoCircleOutlined, WarningOutlined } from '@ant-design/icons'

const ICONS = { error: ExclamationCircleOutlined, warning: WarningOutlined, info: InfoCircleOutlined } as const

interface Props {
  kind: keyof typeof ICONS
  title: string
  what?: string | undefined
  /** What can be done about it. */
  children: ReactNode
}

/** Stands in the place of something that cannot be shown, and says why. */
export function StandIn ({ kind, title, what, children }: Props) {
  const { token } = theme.useToken()
  const Icon = ICONS[kind]
  const colors = { error: token.colorErrorText, warning: token.colorWarningText, info: token.colorTextTertiary }
  return (
    <div className='stand-in'>
      <Icon aria-hidden style={{ fontSize: 36, color: colors[kind] }} />
      <p className='stand-in-title'>{title}</p>
      {what !== undefined && <p style={{ color: token.colorTextSecondary }}>{what}</p>}
      {children}
    </div>
  )
}
