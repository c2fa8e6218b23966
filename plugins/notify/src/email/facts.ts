/**
 * What is known of mail servers: long-known behaviour, unproven against any one of them. [C]
 * @see https://nodemailer.com/smtp/
 */

/** Longest wait for a connection and a greeting, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 10_000

/** Longest silence of a server, in milliseconds. */
export const TIMEOUT_MS = 60_000

/** Longest time for one mail with all that precedes it, in milliseconds; a server that trickles is never silent. */
export const SEND_TIMEOUT_MS = 180_000

/** Connections that are kept, and mails that one carries. */
export const POOL = { maxConnections: 3, maxMessages: 100 } as const

/** The port of TLS from the first byte; on any other one it begins with STARTTLS. */
export const TLS_PORT = 465

/** Replies that ask to come back later. */
export const LATER: ReadonlySet<number> = new Set([421, 450, 451, 452, 454])

/** Replies that refuse the log-in. */
export const LOGIN_REFUSED: ReadonlySet<number> = new Set([530, 534, 535])

/** The words of servers that refuse for good what was only too much. */
export const TOO_MUCH = /frequen|too many|limit|频率|过于频繁/i

/** Wait after those words, in milliseconds. */
export const TOO_MUCH_MS = 600_000

/** Repeated log-ins with a wrong password lock accounts: none is tried before, in milliseconds. */
export const LOGIN_PAUSE_MS = 3_600_000

/** The server is asked how it is at most so often, in milliseconds. */
export const VERIFY_EVERY_MS = 300_000

/** No server states how many mails it likes; this is few enough for all of them. */
export const RATE = { notifications: 30, perMs: 60_000 } as const
