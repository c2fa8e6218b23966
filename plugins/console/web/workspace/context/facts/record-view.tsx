import type { CrmRecord } from '../../../api/types.js'
import { useLocalized, useWords } from '../../../words/language.js'
import { SafeLink } from '../../conversation/content/safe-link.js'
import { Facts } from '../section.js'
import { words } from './words.js'

/** Somebody as a CRM has them. */
export function RecordView ({ record: { id, name = id, phones, emails, url, shown } }: { record: CrmRecord }) {
  const own = useWords(words)
  const localized = useLocalized()
  return (
    <div className='context-record'>
      <div className='context-strong'>{url === undefined ? name : <SafeLink url={url}>{name}</SafeLink>}</div>
      <Facts
        facts={[
          [own.phones, phones.length === 0 ? undefined : phones.join(', ')],
          [own.emails, emails.length === 0 ? undefined : emails.join(', ')],
          ...shown.map(({ title, value }) => [
            localized(title),
            value === null || value === '' ? undefined : typeof value === 'boolean' ? value ? own.yes : own.no : String(value)
          ] as const)
        ]}
      />
    </div>
  )
}
