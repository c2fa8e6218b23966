import type { Content, OutboundMessage } from '@kefuhub/contract'

/** Sends a message by a template that the platform approved. */
export const TEMPLATE_PATH = '/cgi-bin/message/template/send'

/**
 * The body of template/send. The platform drops a second one with the same `client_msg_id` for about ten minutes.
 * @see WeChat Official Account, template messages
 */
export function composeTemplate ({ id, recipient }: OutboundMessage, { template, values, url }: Extract<Content, { type: 'template' }>): Record<string, unknown> {
  return {
    touser: recipient,
    template_id: template,
    client_msg_id: id.slice(-32),
    data: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
    ...(url !== undefined && { url })
  }
}
