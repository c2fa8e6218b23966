import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { App, ConfigProvider, theme, type ThemeConfig } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useLanguage } from '../words/language.js'

/** What a person may choose. */
export type ThemeChoice = 'light' | 'dark' | 'system'

const STORAGE_KEY = 'kefuhub.theme'
const ThemeContext = createContext<{ choice: ThemeChoice, setChoice: (choice: ThemeChoice) => void, isDark: boolean } | undefined>(undefined)
const system = window.matchMedia('(prefers-color-scheme: dark)')

const shared = {
  colorPrimary: '#1667c7',
  colorInfo: '#1667c7',
  borderRadius: 4,
  fontSize: 13,
  fontFamily: 'inherit',
  wireframe: false
}

/** Ant Design's compact sizes with letters that can be read all day: its own compact ones have 10 to 12 px. */
const compact: typeof theme.compactAlgorithm = (seed, map) => {
  const normal = map ?? theme.defaultAlgorithm(seed)
  const letters = Object.fromEntries(Object.entries(normal).filter(([name]) => /^(fontSize|fontHeight|lineHeight)/.test(name)))
  return { ...theme.compactAlgorithm(seed, map), ...letters, fontSizeSM: 12, lineHeightSM: 20 / 12, fontHeightSM: 20 }
}

const components = {
  Table: { cellPaddingInlineSM: 10, cellPaddingBlockSM: 6 }
}

// Ant Design's own greys for second-rank text are too pale to be read at leisure.
const light: ThemeConfig = {
  algorithm: [theme.defaultAlgorithm, compact],
  components,
  token: {
    ...shared,
    colorBgLayout: '#f4f5f7',
    colorText: '#1f2329',
    colorTextSecondary: '#4e5661',
    colorTextTertiary: '#626b77',
    colorTextDescription: '#626b77',
    colorTextPlaceholder: '#6b7480',
    colorLink: '#1667c7',
    colorLinkHover: '#0f4f9e',
    controlItemBgActive: '#e6effa',
    controlItemBgActiveHover: '#d9e7f8',
    colorError: '#b92b27',
    colorErrorBg: '#fdeeed',
    colorErrorBorder: '#f0bdb9',
    colorSuccess: '#237032',
    colorSuccessBg: '#e9f6ec',
    colorSuccessBorder: '#b7dfc0',
    colorWarning: '#9a5a00',
    colorWarningBg: '#fdf3e2',
    colorWarningBorder: '#efd3a0'
  }
}

const dark: ThemeConfig = {
  algorithm: [theme.darkAlgorithm, compact],
  components: { ...components, Tooltip: { colorTextLightSolid: '#fff' } },
  token: {
    ...shared,
    // Pale enough to be read on black: what stands on these colours is dark then.
    colorPrimary: '#7db6fa',
    colorInfo: '#7db6fa',
    colorTextLightSolid: '#10141a',
    controlItemBgActive: '#1c3350',
    controlItemBgActiveHover: '#22405f',
    colorBgLayout: '#17191c',
    colorBgContainer: '#1e2125',
    colorBgElevated: '#26292e',
    colorText: '#e3e5e8',
    colorTextSecondary: '#b4b9c0',
    colorTextTertiary: '#9aa1aa',
    colorTextDescription: '#9aa1aa',
    colorTextPlaceholder: '#8f969f',
    colorLink: '#86bdff',
    colorLinkHover: '#a9d1ff',
    colorError: '#ff8f8c',
    colorSuccess: '#6fce82',
    colorWarning: '#f0b455'
  }
}

/** Colours, sizes and Ant Design's own texts; follows the system until this browser chose. */
export function ThemeProvider ({ children }: { children: ReactNode }) {
  const { language } = useLanguage()
  const [choice, setChoice] = useState<ThemeChoice>(() => {
    const stored = localStorage.getItem(STORAGE_KEY)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  })
  const isSystemDark = useSyncExternalStore(subscribe, () => system.matches)
  const isDark = choice === 'system' ? isSystemDark : choice === 'dark'
  useEffect(() => { localStorage.setItem(STORAGE_KEY, choice) }, [choice])
  useEffect(() => { document.documentElement.style.colorScheme = isDark ? 'dark' : 'light' }, [isDark])
  const value = useMemo(() => ({ choice, setChoice, isDark }), [choice, isDark])
  return (
    <ThemeContext value={value}>
      <ConfigProvider theme={isDark ? dark : light} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }} modal={{ styles: { body: { paddingBlock: 8 } } }}>
        <Page>{children}</Page>
      </ConfigProvider>
    </ThemeContext>
  )
}

function Page ({ children }: { children: ReactNode }) {
  const { token } = theme.useToken()
  return (
    <App message={{ maxCount: 3 }} style={{ height: '100%', background: token.colorBgLayout, color: token.colorText, fontSize: token.fontSize, lineHeight: token.lineHeight }}>
      {children}
    </App>
  )
}

function subscribe (listener: () => void): () => void {
  system.addEventListener('change', listener)
  return () => { system.removeEventListener('change', listener) }
}

/** Light or dark, and how to change it. Colours themselves are Ant Design's tokens: `theme.useToken()`. */
export function useTheme () {
  const value = use(ThemeContext)
  if (value === undefined) throw new Error('useTheme stands outside of ThemeProvider')
  return value
}
