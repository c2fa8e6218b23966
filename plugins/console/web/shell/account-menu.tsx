import { useState, type ReactElement } from 'react'
import { App, Dropdown, Flex, type MenuProps } from 'antd'
import { CheckOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api/client.js'
import { keys } from '../api/query.js'
import type { Me, Presence } from '../api/types.js'
import { common } from '../words/common.js'
import { useFailure } from '../words/failure.js'
import { LANGUAGE_NAMES, useLanguage, useWords, type Language } from '../words/language.js'
import { later } from './later.js'
import { OnDemand } from './on-demand.js'
import { PresenceDot } from './presence-dot.js'
import { useMe } from './session.js'
import { useSignOut } from './sign-out.js'
import { useTheme, type ThemeChoice } from './theme.js'
import { words } from './words.js'

const ProfileDialog = later(async () => (await import('./profile-dialog.js')).ProfileDialog)

const PRESENCES: ReadonlyArray<Exclude<Presence, 'offline'>> = ['online', 'busy', 'away']
const THEMES: readonly ThemeChoice[] = ['system', 'light', 'dark']

/** Opens below its child: presence, language, appearance, profile and the ways out. */
export function AccountMenu ({ children }: { children: ReactElement }) {
  const me = useMe()
  const own = useWords(words)
  const general = useWords(common)
  const { language, setLanguage } = useLanguage()
  const { choice, setChoice } = useTheme()
  const [isProfileOpen, setProfileOpen] = useState(false)
  const changePresence = usePresenceChange()
  const signOut = useSignOut()

  const items: MenuProps['items'] = [
    { key: 'name', type: 'group', label: `${me.name} · ${general.roles[me.role]}` },
    ...PRESENCES.map((presence) => ({ key: `presence:${presence}`, label: <Flex gap={8} align='center'><PresenceDot presence={presence} />{general.presence[presence]}</Flex> })),
    { type: 'divider' },
    { key: 'language', label: own.language, children: Object.entries(LANGUAGE_NAMES).map(([key, label]) => ({ key: `language:${key}`, label, icon: <Mark isChosen={key === language} /> })) },
    { key: 'theme', label: own.theme, children: THEMES.map((each) => ({ key: `theme:${each}`, label: own.themes[each], icon: <Mark isChosen={each === choice} /> })) },
    { key: 'profile', label: own.profile },
    { type: 'divider' },
    { key: 'out', label: own.signOut },
    { key: 'everywhere', label: own.signOutEverywhere }
  ]

  function choose (key: string): void {
    const [kind, value] = key.split(':')
    if (kind === 'presence') changePresence(value as Presence)
    if (kind === 'language') setLanguage(value as Language)
    if (kind === 'theme') setChoice(value as ThemeChoice)
    if (kind === 'profile') setProfileOpen(true)
    if (kind === 'out') signOut.here()
    if (kind === 'everywhere') signOut.everywhere()
  }

  return (
    <>
      <Dropdown
        trigger={['click']}
        placement='topRight'
        menu={{ items, selectedKeys: [`presence:${me.presence}`], onClick: ({ key }) => { choose(key) } }}
      >
        {children}
      </Dropdown>
      <OnDemand isOpen={isProfileOpen}><ProfileDialog isOpen={isProfileOpen} onClose={() => { setProfileOpen(false) }} /></OnDemand>
    </>
  )
}

/** Keeps its place when it is not chosen, so that labels stand under one another. */
function Mark ({ isChosen }: { isChosen: boolean }) {
  return <CheckOutlined style={{ visibility: isChosen ? 'visible' : 'hidden' }} />
}

function usePresenceChange () {
  const client = useQueryClient()
  const { message } = App.useApp()
  const explain = useFailure()
  return useMutation({
    mutationFn: async (presence: Presence) => await api.patch<Me>('/session', { presence }),
    onSuccess: (me) => { client.setQueryData(keys.session, me) },
    onError: (error) => { message.error(explain(error)) }
  }).mutate
}
