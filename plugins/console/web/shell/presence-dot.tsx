import { theme } from 'antd'
import type { Presence } from '../api/types.js'

/** A coloured dot; the word for it stands in a label nearby. */
export function PresenceDot ({ presence }: { presence: Presence }) {
  const { token } = theme.useToken()
  const colors: Record<Presence, string> = { online: token.colorSuccess, busy: token.colorError, away: token.colorWarning, offline: token.colorTextQuaternary }
  return <span aria-hidden style={{ display: 'inline-block', width: 8, height: 8, borderRadius: 4, background: colors[presence], flex: 'none' }} />
}
