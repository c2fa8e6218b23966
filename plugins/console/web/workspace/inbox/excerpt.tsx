/** Characters shown before what was found. */
const BEFORE = 12

/** A text from a little before what was searched for, with that marked. */
export function Excerpt ({ text, find }: { text: string, find: string }) {
  const at = text.toLowerCase().indexOf(find.trim().toLowerCase())
  if (at === -1) return text
  const from = Math.max(0, at - BEFORE)
  const end = at + find.trim().length
  return <>{from > 0 && '…'}{text.slice(from, at)}<mark>{text.slice(at, end)}</mark>{text.slice(end, end + 120)}</>
}
