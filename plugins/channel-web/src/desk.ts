import type { ChannelHub } from '@kefuhub/contract'
import type { Allowance } from './allowance.js'
import type { Endings } from './endings.js'
import type { MediaLinks } from './media-link.js'
import type { Options } from './options.js'
import type { UserProfiles } from './user-profile.js'
import type { Visitors } from './visitor.js'

/** What all routes of one widget share. */
export interface Desk {
  hub: ChannelHub
  options: Options
  visitors: Visitors
  links: MediaLinks
  endings: Endings
  profiles: UserProfiles
  /** Messages and files of a visitor. */
  allowance: Allowance
  /** Calls of any kind of a visitor. */
  calls: Allowance
  /** Visits that are opened from one address. */
  visits: Allowance
}
