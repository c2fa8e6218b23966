import { useState } from 'react'
import { Button, Tag } from 'antd'
import { EditOutlined } from '@ant-design/icons'
import type { Contact } from '../../api/types.js'
import { later } from '../../shell/later.js'
import { OnDemand } from '../../shell/on-demand.js'
import { useDates } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { useChannelName } from '../names.js'
import { words } from '../words.js'
import { Facts, Section } from './section.js'

const ContactDialog = later(async () => (await import('./contact-dialog.js')).ContactDialog)

/** Who the customer is on each channel, and how else they are reached. */
export function ContactSection ({ contact }: { contact: Contact }) {
  const { name, language, phones, emails, tags, identities, createdAt } = contact
  const { context: own } = useWords(words)
  const channelName = useChannelName()
  const { day, full } = useDates()
  const [isEditing, setEditing] = useState(false)
  return (
    <Section title={own.contact}>
      <div className='context-name'>
        {name}
        <Button type='text' size='small' icon={<EditOutlined />} aria-label={own.editContact} title={own.editContact} onClick={() => { setEditing(true) }} />
      </div>
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
          [own.phones, phones.length === 0 ? undefined : phones.join(', ')],
          [own.emails, emails.length === 0 ? undefined : emails.join(', ')],
          [own.since, <time key='since' dateTime={createdAt} title={full(createdAt)}>{day(createdAt)}</time>],
          [own.language, language],
          [own.contactTags, tags.length === 0 ? undefined : tags.map((tag) => <Tag key={tag} className='context-tag'>{tag}</Tag>)]
        ]}
      />
      <OnDemand isOpen={isEditing}>
        {isEditing && <ContactDialog contact={contact} onClose={() => { setEditing(false) }} />}
      </OnDemand>
    </Section>
  )
}
