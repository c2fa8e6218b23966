import type { Order } from '../../../api/types.js'

/** Writes an amount in a language; as it came where the currency is none. */
export function toMoney ({ amount, currency }: Order['total'], locale: string): string {
  try {
    // The text itself, of which no digit is lost; its type does not know that yet.
    return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(amount as unknown as number)
  } catch {
    return `${amount} ${currency}`
  }
}
