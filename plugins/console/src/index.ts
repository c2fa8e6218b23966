import { fileURLToPath } from 'node:url'
import { defineFeature, Type } from '@kefuhub/contract'
import { addSite } from './site.js'

/** Where the build puts the pages, seen from `src` and from `dist` alike. */
const root = fileURLToPath(new URL('../dist/web', import.meta.url))

/** The console: where agents talk to customers and administrators look after the hub. */
export default defineFeature({
  name: 'console',
  contract: '^1',
  title: { zh: '控制台', en: 'Console' },
  icon: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1667c7" stroke-width="2"><path d="M4 5h16v11h-9l-4 4v-4H4z" stroke-linejoin="round"/></svg>',
  path: 'console',
  options: Type.Object({}, { additionalProperties: false }),
  async setup (hub) {
    await addSite(hub, root)
    return { home: `${hub.baseUrl}/` }
  }
})
