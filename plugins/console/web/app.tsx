import { QueryClientProvider } from '@tanstack/react-query'
import { createBrowserRouter, Navigate, RouterProvider } from 'react-router'
import { CONSOLE_PATH } from './api/address.js'
import { queryClient } from './api/query.js'
import { adminRoutes } from './admin/routes.js'
import { Crashed, Missing } from './shell/crashed.js'
import { Frame } from './shell/frame.js'
import { Gate } from './shell/gate.js'
import { Loading } from './shell/loading.js'
import { ThemeProvider } from './shell/theme.js'
import { LanguageProvider } from './words/language.js'
import { Workspace } from './workspace/index.js'

const router = createBrowserRouter([{
  element: <Frame />,
  errorElement: <Crashed />,
  HydrateFallback: Loading,
  children: [
    {
      // One element for all of these: the inbox stays as it is while conversations change.
      element: <Workspace />,
      errorElement: <Crashed />,
      children: [{ path: '/', element: null }, { path: '/conversations/:id', element: null }]
    },
    {
      lazy: async () => ({ Component: (await import('./tickets/tickets-page.js')).default }),
      errorElement: <Crashed />,
      children: [{ path: '/tickets', element: null }, { path: '/tickets/:id', element: null }]
    },
    adminRoutes,
    { path: '/conversations', element: <Navigate to='/' replace /> },
    { path: '*', element: <Missing /> }
  ]
}], { basename: CONSOLE_PATH === '' ? '/' : CONSOLE_PATH })

/** The console. */
export function App () {
  return (
    <QueryClientProvider client={queryClient}>
      <LanguageProvider>
        <ThemeProvider>
          <Gate><RouterProvider router={router} /></Gate>
        </ThemeProvider>
      </LanguageProvider>
    </QueryClientProvider>
  )
}
