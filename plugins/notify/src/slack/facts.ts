import type { Refusal, Refusals } from '../robot/refusal.js'

/**
 * What is known of Slack's incoming webhooks. Marks: [A] the vendor's page says so, [B] public clients agree, [C] unproven.
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
 */

/** Where webhooks live; GovSlack and servers that speak the same have hosts of their own. [B] */
export const HOSTS = ['hooks.slack.com'] as const

/** One in a second; short bursts are borne. [A] */
export const RATE = { notifications: 1, perMs: 1000 } as const

/** Characters of one section. [C] */
export const MAX_SECTION_CHARACTERS = 3000

/** The whole answer to what was taken. [B] */
export const OK = 'ok'

const CONTENT = { verdict: 'rejected', text: 'the message is not one that it takes' } as const
const RIGHTS = { verdict: 'unauthorized', text: 'the webhook may not write; look at it in the app\'s settings' } as const
const GONE = { verdict: 'disabled', text: 'the webhook or its channel is gone; put the address of another webhook into url' } as const

/** Refusals by the words of the answer; the status varies and tells less. [B] */
export const REFUSALS: Refusals = new Map<string, Refusal>([
  ['invalid_payload', CONTENT],
  ['no_text', CONTENT],
  ['too_many_attachments', CONTENT],
  ['user_not_found', { verdict: 'rejected', text: 'somebody who is called is not there; correct mention.users' }],
  ['invalid_token', RIGHTS],
  ['action_prohibited', RIGHTS],
  ['posting_to_general_channel_denied', RIGHTS],
  ['team_disabled', GONE],
  ['channel_not_found', GONE],
  ['channel_is_archived', GONE],
  ['no_service', GONE],
  ['no_service_id', GONE],
  ['no_active_hooks', GONE],
  ['no_team', GONE]
])
