import { defineStore } from '@kefuhub/contract'
import { openStore } from './open.js'

/** The embedded store: `store.url: embedded:FOLDER`. */
export default defineStore({
  name: 'store-embedded',
  contract: '^1',
  scheme: 'embedded',
  title: { zh: '内嵌存储', en: 'Embedded store' },
  open: openStore
})
