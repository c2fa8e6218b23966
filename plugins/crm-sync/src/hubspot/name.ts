/** Letters of the languages that write the family name first, without a space between. */
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\s]+$/u

/** First and last name as people read them together; undefined when there is neither. */
export function joinName (first: string | null | undefined, last: string | null | undefined): string | undefined {
  if (!first || !last) return first || last || undefined
  return EAST_ASIAN.test(first) && EAST_ASIAN.test(last) ? last + first : `${first} ${last}`
}

/** A name in two parts, so that `joinName` makes the same of them: what cannot be told apart is the last name. */
export function splitName (name: string): { first: string, last: string } {
  const space = name.lastIndexOf(' ')
  if (space <= 0 || space === name.length - 1 || EAST_ASIAN.test(name)) return { first: '', last: name }
  return { first: name.slice(0, space), last: name.slice(space + 1) }
}
