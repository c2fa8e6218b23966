/** Terms of one name; what lies behind them is not searched. */
const MAX_TERMS = 40

/**
 * The pairs of neighbouring characters of a name, in lower case: Chinese names have no words to look up, and a pair finds any
 * part of a name through an index. A name of one character is its own term.
 */
export function termsOf (name: string): string[] {
  const characters = [...name.toLowerCase().replace(/\s+/g, ' ').trim()]
  if (characters.length < 2) return characters
  return [...new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`))].slice(0, MAX_TERMS)
}
