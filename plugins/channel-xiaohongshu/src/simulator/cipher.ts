import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const SEPARATOR = '~split~'

/** The cipher of the simulated platform, written apart from the channel's, so that both cannot be wrong in the same way. */
export function sealFor (keyHex: string, value: unknown): string {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(keyHex, 'hex'), iv)
  const sealed = cipher.update(typeof value === 'string' ? value : JSON.stringify(value), 'utf8', 'base64') + cipher.final('base64')
  return [iv.toString('base64'), sealed].join(SEPARATOR)
}

/** Opens what the hub sealed; undefined when the key or the form is wrong. */
export function openWith (keyHex: string, sealed: unknown): unknown {
  const parts = typeof sealed === 'string' ? sealed.split(SEPARATOR) : []
  const [iv = '', text = ''] = parts
  if (parts.length !== 2) return undefined
  try {
    const decipher = createDecipheriv('aes-128-cbc', Buffer.from(keyHex, 'hex'), Buffer.from(iv, 'base64'))
    return JSON.parse(decipher.update(text, 'base64', 'utf8') + decipher.final('utf8'))
  } catch {
    return undefined
  }
}
