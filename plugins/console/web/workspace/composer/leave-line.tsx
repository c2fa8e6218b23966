import { useLocalized, useWords } from '../../words/language.js'
import { useDuration } from '../duration.js'
import { words } from '../words.js'
import type { ReplyLeave } from './reply-leave.js'

/** From here on the end is near. */
const SOON_MS = 600_000
const FEW = 1

/** Says for how long the platform lets an agent reply, or why not and what changes that. */
export function LeaveLine ({ leave }: { leave: ReplyLeave }) {
  const { composer } = useWords(words)
  const toWords = useDuration()
  const localized = useLocalized()
  if (leave.kind === 'closed') return <div className='composer-leave composer-leave-ended' role='status'>{composer.closed}</div>
  if (leave.kind === 'ended') {
    return (
      <div className='composer-leave composer-leave-ended' role='status'>
        {composer.windowEnded}{leave.reopens.length > 0 && ` ${composer.reopens(leave.reopens.map(localized).join(composer.or))}`}
      </div>
    )
  }
  const { leftMs, remaining } = leave
  if (leftMs === undefined && remaining === undefined) return null
  const parts = [leftMs === undefined ? composer.window : composer.windowTime(toWords(leftMs)), remaining !== undefined && composer.windowLeft(remaining)]
  const isNear = (leftMs !== undefined && leftMs < SOON_MS) || (remaining !== undefined && remaining <= FEW)
  return <div className={isNear ? 'composer-leave composer-leave-near' : 'composer-leave'} role='timer' aria-live='off'>{parts.filter(Boolean).join(composer.comma)}</div>
}
