import { useWords } from '../../words/language.js'
import { words } from '../words.js'

/** Who has a conversation, in two letters. */
export function Initials ({ name, isMe }: { name: string, isMe: boolean }) {
  const { inbox } = useWords(words)
  const label = inbox.assignedTo(name)
  return <span className={isMe ? 'inbox-initials inbox-initials-me' : 'inbox-initials'} role='img' aria-label={label} title={label}>{toInitials(name)}</span>
}

/** The first letters of two words; the last two characters of a Chinese name, as colleagues call each other. */
function toInitials (name: string): string {
  const parts = name.trim().split(/\s+/)
  if (parts.length > 1) return parts.slice(0, 2).map((part) => [...part][0]?.toUpperCase()).join('')
  const letters = [...name.trim()]
  return /\p{Script=Han}/u.test(name) ? letters.slice(-2).join('') : letters.slice(0, 2).join('').toUpperCase()
}
