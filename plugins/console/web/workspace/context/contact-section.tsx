import { Tag } from 'antd'
import type { Contact } from '../../api/types.js'
import { useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { useChannelName } from '../names.js'
import { words } from '../words.js'
import { Facts, Section } from './section.js'

/** Who the customer is on each channel. */
export function ContactSection ({ contact: { name, language, tags, identities, createdAt } }: { contact: Contact }) {
  const { context: own } = useWords(words)
  const channelName = useChannelName()
  const { day, full } = useDates()
  return (
    <Section title={own.contact}>
      <div className='context-name'>{name}</div>
      <ul className='context-list' aria-label={own.identities}>
        {identities.map((identity) => (
          <li key={`${identity.channel} ${identity.externalId}`}>
            <span>{channelName(identity.channel)}{identity.name !== undefined && identity.name !== name && ` · ${identity.name}`}</span>
            {!identity.reachable && <Tag className='context-tag'>{own.unreachable}</Tag>}
            <div className='context-id' title={identity.externalId}>{identity.externalId}</div>
          </li>
        ))}
      </ul>
      <Facts
        facts={[
          [own.since, <time key='since' dateTime={createdAt} title={full(createdAt)}>{day(createdAt)}</time>],
          [own.language, language],
          [own.contactTags, tags.length === 0 ? undefined : tags.map((tag) => <Tag key={tag} className='context-tag'>{tag}</Tag>)]
        ]}
      />
    </Section>
  )
}
