import { Secret, Type, type Static } from '@kefuhub/contract'
import { CrmSync } from './crm-sync-schema.js'
import { NoticesConfig } from './notices-schema.js'
import { TicketExportConfig } from './ticket-export-schema.js'
import { TicketsConfig } from './tickets-schema.js'

const section = { additionalProperties: false, default: {} } as const
const HOUR_MS = 3_600_000

const Server = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 255, default: '127.0.0.1', description: 'Address to listen on; `0.0.0.0` for all of IPv4' }),
  port: Type.Integer({ minimum: 0, maximum: 65535, default: 3000, description: 'TCP port; 0 takes a free one' }),
  publicUrl: Type.Optional(Type.String({
    pattern: '^https?://[^/?#]+(/[^?#]*)?$',
    description: 'Address under which platforms and browsers reach the hub. Default: `http://HOST:PORT`'
  })),
  trustProxy: Type.Boolean({ default: false, description: 'Believe `X-Forwarded-*` headers. Only behind a proxy that sets them itself' })
}, { ...section, description: 'Where the hub listens' })

const Store = Type.Object({
  url: Type.String({
    pattern: '^[a-z][a-z0-9+.-]*:.+$',
    default: 'embedded:./data',
    description: 'A `mongodb://` address, or `SCHEME:LOCATION` for an installed store engine. A relative location starts at the config file'
  }),
  database: Type.String({ pattern: '^[A-Za-z0-9_-]{1,63}$', default: 'kefuhub', description: 'Name of the database' }),
  writeTimeoutMs: Type.Integer({
    minimum: 50,
    maximum: 60_000,
    default: 3000,
    description: 'Longest wait for the store to keep an arriving message, in milliseconds. Keep it below what platforms wait (WeChat: 5 s)'
  })
}, { ...section, description: 'Where messages are kept' })

const Queue = Type.Object({
  url: Type.Optional(Type.String({
    pattern: '^rediss?://.+$',
    description: 'A Redis address. Absent: one process with the dispatcher inside'
  })),
  prefix: Type.String({ pattern: '^[A-Za-z0-9_-]{1,32}$', default: 'kefuhub', description: 'What all Redis keys begin with; another one for each hub on the same Redis' })
}, { ...section, description: 'How several processes share the work' })

const Media = Type.Object({
  maxBytes: Type.Integer({ minimum: 1024, maximum: 1_073_741_824, default: 20_971_520, description: 'Longest file that is kept, in bytes' })
}, { ...section, description: 'Pictures, voice and other files' })

const Log = Type.Object({
  level: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { default: 'info', description: 'The least important lines that are written' })
}, { ...section, description: 'What the hub writes to standard output, one JSON object a line' })

const Lanes = Type.Object({
  concurrency: Type.Integer({ minimum: 1, maximum: 1024, default: 16, description: 'Threads that one process works on at the same time' }),
  leaseMs: Type.Integer({
    minimum: 100,
    maximum: HOUR_MS,
    default: 30_000,
    description: 'How long a thread stays with a process that has fallen silent, in milliseconds'
  }),
  sweepMs: Type.Integer({ minimum: 50, maximum: HOUR_MS, default: 5000, description: 'Time between two searches for forgotten work, in milliseconds' })
}, { ...section, description: 'The serial execution of each thread' })

const Delivery = Type.Object({
  attempts: Type.Integer({ minimum: 1, maximum: 100, default: 36, description: 'Sends of one message before it goes to the dead letters; with the delays below, more than an hour' }),
  firstDelayMs: Type.Integer({ minimum: 1, maximum: HOUR_MS, default: 1000, description: 'Wait before the second attempt, in milliseconds; doubles from then on' }),
  maxDelayMs: Type.Integer({ minimum: 1, maximum: 24 * HOUR_MS, default: 300_000, description: 'Longest wait between two attempts, in milliseconds' }),
  sendTimeoutMs: Type.Integer({ minimum: 100, maximum: 300_000, default: 10_000, description: 'Longest wait for a platform to take one message, in milliseconds' }),
  resendUncertain: Type.Integer({
    minimum: 0,
    maximum: 10,
    default: 0,
    description: 'How often a message is sent again when nobody knows whether the customer has it. 0: an agent decides'
  })
}, { ...section, description: 'How outgoing messages are sent' })

const Api = Type.Object({
  requestsPerMinute: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 600, description: 'Requests that one token or address may make in a minute' })
}, { ...section, description: 'The REST API' })

const Agents = Type.Object({
  lockAfter: Type.Integer({ minimum: 1, maximum: 100, default: 5, description: 'Attempts to sign in that may fail before a login is locked' }),
  lockMinutes: Type.Integer({ minimum: 1, maximum: 1440, default: 15, description: 'How long a login stays locked' }),
  idleMinutes: Type.Integer({ minimum: 5, maximum: 10_080, default: 720, description: 'A browser that is not used for so long is signed out; after a week every one is' })
}, { ...section, description: 'The people who work in the console' })

const PluginEntry = Type.Object({
  id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'Name of this entry, unique in the file; stands in addresses and in the store, so do not change it later' }),
  use: Type.String({ minLength: 1, maxLength: 1024, description: 'Package name, or a path that begins with `./`, `../` or `/`, relative to the config file' }),
  options: Type.Record(Type.String(), Type.Unknown(), { default: {}, description: "The plugin's own options" }),
  sync: Type.Optional(CrmSync),
  tickets: Type.Optional(TicketExportConfig),
  notices: Type.Optional(NoticesConfig)
}, { additionalProperties: false })

/** The JSON schema of `config/hub.yaml`; the options of each plugin have their own. */
export const HubConfigSchema = Type.Object({
  server: Server,
  store: Store,
  queue: Queue,
  secret: Type.Optional(Secret({
    minLength: 32,
    maxLength: 4096,
    description: 'Encrypts what must not stand readable in the store, such as access tokens of platforms. The same in all processes. Needed with MongoDB; an embedded store makes its own'
  })),
  media: Media,
  log: Log,
  lanes: Lanes,
  delivery: Delivery,
  api: Api,
  agents: Agents,
  tickets: Type.Object(TicketsConfig.properties, { ...section, description: 'Tickets: matters that are looked after until they are settled' }),
  plugins: Type.Array(PluginEntry, { maxItems: 1000, default: [], description: 'What the hub is made of. The same package may stand here several times under different ids' })
}, { additionalProperties: false })

/** The config as it is written, after references were resolved and defaults filled in. */
export type WrittenConfig = Static<typeof HubConfigSchema>

/** The config as the hub uses it: addresses complete, paths absolute. Plugins stand beside it, loaded. */
export type HubConfig = Omit<WrittenConfig, 'plugins' | 'server'> & {
  server: Required<WrittenConfig['server']>
}
