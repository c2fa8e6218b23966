import type { ReactNode } from 'react'
import { Badge, theme } from 'antd'
import type { Alert } from '../api/types.js'

/** How many alerts stand, red where one of them is critical; alone, or at the corner of a picture. */
export function AlertCount ({ alerts, children }: { alerts: readonly Alert[], children?: ReactNode }) {
  const { token } = theme.useToken()
  const isCritical = alerts.some(({ severity }) => severity === 'critical')
  const place = children === undefined ? { style: { marginInlineStart: 'auto' } } : { offset: [4, -2] as [number, number] }
  // A new badge for each number: one that rolls from the old to the new shows, for a while, digits of neither.
  return <Badge key={alerts.length} count={alerts.length} size='small' color={isCritical ? token.colorError : token.colorWarning} {...place}>{children}</Badge>
}
