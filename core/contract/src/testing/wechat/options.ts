import { simulatorErrors } from './errors.js'
import type { CallLimit, WindowTrigger } from './facts.js'

/** How callbacks are sent: readable, readable with an encrypted copy, or encrypted only. */
export type CallbackMode = 'plain' | 'compatible' | 'security'

/** What an operator has entered on the platform's site for receiving messages. */
export interface CallbackSettings {
  appId: string
  /** The account's original id, `gh_…`. */
  ghId: string
  /** 3 to 32 letters and digits. */
  token: string
  /** 43 characters. */
  encodingAESKey: string
  mode: CallbackMode
  /** Where callbacks go; may be set later. */
  callbackUrl?: string
}

/** One simulated Official Account. */
export interface WeChatAccountOptions extends CallbackSettings {
  appSecret: string
  /** Whether the account may use messages, templates and user data; else 48001. Default true. */
  verified?: boolean
  /** Whether the account is bound to an Open Platform account, so that customers have a unionid. Default false. */
  unionIds?: boolean
  /** The message types that custom/send grants, others are refused with 45162. Default: all of an Official Account. */
  allowedTypes?: readonly string[]
  /** Source addresses that may fetch tokens; default all. */
  ipAllowList?: readonly string[]
  /** Calls per API path, over the platform's own. */
  limits?: Readonly<Record<string, CallLimit>>
  /** Other numbers for the reply windows; they have changed before. */
  windows?: Partial<Record<WindowTrigger, { sends: number, durationMs: number }>>
  /** Templates by id with the names of their fields. */
  templates?: Readonly<Record<string, readonly string[]>>
  /** Agents' accounts that `customservice.kf_account` may name. */
  kfAccounts?: readonly string[]
  /** AppIDs of linked mini-programs. */
  miniPrograms?: readonly string[]
  /** Ids of permanent material, published articles and cards. */
  materials?: readonly string[]
}

/** How the platform is started. */
export interface WeChatPlatformOptions {
  /** On 127.0.0.1; 0, the default, takes a free one. */
  port?: number
  accounts: readonly WeChatAccountOptions[]
  /** Milliseconds since 1970, for windows, tokens, media and limits. Default Date.now. */
  now?: () => number
  /** From the start of one delivery of a callback to the start of the next, in milliseconds of real time. Default 5 000. */
  repeatAfterMs?: number
  /** How long a callback waits for its answer, in milliseconds of real time. Default 5 000. */
  deadlineMs?: number
  /** Whether repeats of a callback keep signature, timestamp and nonce. Default `same`. */
  repeats?: 'same' | 'resigned'
}

/** Refuses an account that the platform's own site would refuse. @throws KH_ERR_SIMULATOR_ACCOUNT */
export function checkAccount (account: WeChatAccountOptions): void {
  const refuse = (reason: string) => new simulatorErrors.KH_ERR_SIMULATOR_ACCOUNT(account.appId, reason)
  if (!/^wx[0-9a-z]{16}$/.test(account.appId)) throw refuse('the AppID is wx and 16 lower-case letters or digits')
  if (!account.ghId.startsWith('gh_')) throw refuse('the original id starts with gh_')
  if (account.appSecret === '') throw refuse('the AppSecret is empty')
  if (!/^[A-Za-z0-9]{3,32}$/.test(account.token)) throw refuse('the token is 3 to 32 letters and digits')
  if (!/^[A-Za-z0-9]{43}$/.test(account.encodingAESKey)) throw refuse('the EncodingAESKey is 43 letters and digits')
}
