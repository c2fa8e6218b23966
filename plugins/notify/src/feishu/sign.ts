import { createHmac } from 'node:crypto'

/**
 * Feishu's signature, in base64. Unlike DingTalk's, what is signed is the key and the message is empty.
 * @param timestampS seconds since 1970
 */
export function sign (secret: string, timestampS: number): string {
  return createHmac('sha256', `${timestampS}\n${secret}`).digest('base64')
}
