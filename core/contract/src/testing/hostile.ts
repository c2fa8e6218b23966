/** Names that a careless program breaks: short, of one line, without white space at the ends or in a row. */
export const HOSTILE_NAMES: readonly string[] = [
  "O'Brien \"Bob\" \\ %s", '<b>&amp;</b> <script>alert(1)</script>', '𠮷野家 🇨🇳 👨‍👩‍👧', 'שלום عالم', 'a\u2028b\u2029c', "'; DROP TABLE contacts; --", '{{name}} $' + '{name} $name', '=1+1'
]

/** A text of several lines with all of them in it. */
export const HOSTILE_TEXT = `${HOSTILE_NAMES.join(' | ')}\nsecond line\tafter a tab`

const QUERIES: readonly string[] = [
  "' OR '1'='1", '" OR "1"="1', '%', '*', '_', "\\'; --", "x') OR Email != null OR (Name = 'x", '|', '("id", ">", 0)', '{"$ne":null}', '$.x or true', '**.*', 'x\ny', 'x\u2028y', '../', 'x y', '?', '#', '%00', '\\'
]

const ENDINGS: readonly string[] = ['&x=1', '#x', '%', '*', "' OR '1'='2", '" OR "1"="2', '\\', '%00']

/**
 * What a customer may write where the hub looks for a customer: it must be data to the system, and matches nothing.
 * @param kept what somebody has whom it must not find
 */
export function hostileQueries (kept: string): string[] {
  return [...QUERIES, ...ENDINGS.map((ending) => kept + ending), kept.slice(0, -1) + '_']
}
