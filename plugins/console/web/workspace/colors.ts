import type { CSSProperties } from 'react'
import { theme } from 'antd'
import { useTheme } from '../shell/theme.js'

/** The colours of the workspace's style sheets: Ant Design's tokens, and what it has no word for. */
export function useColors (): CSSProperties {
  const { token } = theme.useToken()
  const { isDark } = useTheme()
  return {
    '--ws-back': token.colorBgContainer,
    '--ws-ground': token.colorBgLayout,
    '--ws-raised': token.colorBgElevated,
    '--ws-line': token.colorBorderSecondary,
    '--ws-border': token.colorBorder,
    '--ws-text': token.colorText,
    '--ws-second': token.colorTextSecondary,
    '--ws-third': token.colorTextTertiary,
    '--ws-accent': token.colorPrimary,
    '--ws-link': token.colorLink,
    '--ws-hover': token.colorFillQuaternary,
    '--ws-chosen': token.controlItemBgActive,
    '--ws-fill': token.colorFillTertiary,
    '--ws-amber': token.colorWarningText,
    '--ws-red': token.colorErrorText,
    '--ws-green': token.colorSuccessText,
    ...(isDark
      ? { '--ws-out': '#1d3a5f', '--ws-bot': '#2a3038', '--ws-note': '#38321c', '--ws-note-line': '#6b5c22', '--ws-note-text': '#e9d9a0' }
      : { '--ws-out': '#dcebfc', '--ws-bot': '#e9edf2', '--ws-note': '#fff8e0', '--ws-note-line': '#ecd98f', '--ws-note-text': '#5e4a00' })
  } as CSSProperties
}
