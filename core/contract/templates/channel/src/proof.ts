import { createHmac, timingSafeEqual } from 'node:crypto'

/** The proof of a body at a time. */
export function prove (body: Buffer, time: string, secret: string): string {
  return createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')
}

/** Whether a proof is right; takes the same time whatever was given. */
export function isProven (given: string, body: Buffer, time: string, secret: string): boolean {
  const [one, two] = [Buffer.from(given), Buffer.from(prove(body, time, secret))]
  return one.length === two.length && timingSafeEqual(one, two)
}
