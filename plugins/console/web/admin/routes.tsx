import type { ComponentType } from 'react'
import type { RouteObject } from 'react-router'
import { Crashed, Missing } from '../shell/crashed.js'
import { isAtLeast } from '../shell/role.js'
import { useMe } from '../shell/session.js'
import { AdminHome } from './home.js'
import { AdminLayout } from './layout.js'
import { SECTIONS, type Section } from './sections.js'

const pages: Record<Section['path'], () => Promise<{ default: ComponentType }>> = {
  agents: async () => await import('./agents/agents-page.js'),
  groups: async () => await import('./groups/groups-page.js'),
  'quick-replies': async () => await import('./quick-replies/quick-replies-page.js'),
  channels: async () => await import('./channels/channels-page.js'),
  plugins: async () => await import('./plugins/plugins-page.js'),
  connections: async () => await import('./connections/connections-page.js'),
  alerts: async () => await import('./alerts/alerts-page.js'),
  'dead-letters': async () => await import('./dead-letters/dead-letters-page.js'),
  tokens: async () => await import('./tokens/tokens-page.js'),
  audit: async () => await import('./audit/audit-page.js')
}

/** The screens of administration. */
export const adminRoutes: RouteObject = {
  path: '/admin',
  element: <AdminLayout />,
  errorElement: <Crashed />,
  children: [
    { index: true, element: <AdminHome /> },
    ...SECTIONS.map((section) => ({
      path: section.path,
      errorElement: <Crashed />,
      lazy: async () => {
        const { default: Page } = await pages[section.path]()
        return { element: <Guarded needs={section.needs} Page={Page} /> }
      }
    }))
  ]
}

/** A screen that somebody may not see does not exist for them. */
function Guarded ({ needs, Page }: { needs: Section['needs'], Page: ComponentType }) {
  return isAtLeast(useMe().role, needs) ? <Page /> : <Missing />
}
