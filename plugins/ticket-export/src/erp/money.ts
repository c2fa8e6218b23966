import type { Money } from '@kefuhub/contract'

const DECIMAL = /^(-?)0*(\d{1,30})(?:\.(\d{1,20}))?$/
/** ISO 4217 for "no currency": better than a wrong one. */
const NO_CURRENCY = 'XXX'
/** Above this, six decimals are more than a number carries. */
const MAX_AMOUNT = 1e12

/**
 * Decimal text with two digits after the point, or more where the value has more. Numbers are rounded to six, which takes away
 * what binary fractions add; what is no number is 0.
 */
export function toAmount (value: unknown): string {
  const text = typeof value === 'number' && Math.abs(value) < MAX_AMOUNT ? value.toFixed(6) : String(value)
  const match = DECIMAL.exec(text)
  if (match === null) return '0.00'
  const fraction = (match[3] ?? '').replace(/0+$/, '').padEnd(2, '0')
  const isZero = /^0*$/.test(`${match[2]}${fraction}`)
  return `${isZero ? '' : match[1]}${match[2]}.${fraction}`
}

/** An amount in a currency; a currency that is no ISO 4217 code becomes `XXX`. */
export function toMoney (amount: unknown, currency: unknown): Money {
  return { amount: toAmount(amount), currency: typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : NO_CURRENCY }
}

/** A quantity; what is no finite number is 0. */
export function toQuantity (value: unknown): number {
  const number: unknown = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  // Six decimals: what binary fractions add goes away.
  return typeof number === 'number' && Number.isFinite(number) ? Math.round(number * 1e6) / 1e6 : 0
}
