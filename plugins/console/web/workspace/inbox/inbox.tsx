import { useRef, useState } from 'react'
import { Input, type InputRef } from 'antd'
import { SearchOutlined } from '@ant-design/icons'
import { NotifyButton } from '../../notify/notify-button.js'
import { useWords } from '../../words/language.js'
import { useCommand } from '../keyboard/commands.js'
import type { Place } from '../place.js'
import { words } from '../words.js'
import { FilterButton } from './filter-button.js'
import { List } from './list.js'
import { SearchResults } from './search-results.js'
import { ViewTabs } from './tabs.js'
import './inbox.css'

/** The left pane: search, tabs, filters and the list. */
export function Inbox ({ place }: { place: Place }) {
  const { inbox } = useWords(words)
  const [text, setText] = useState('')
  const field = useRef<InputRef>(null)
  useCommand('search', () => { field.current?.focus({ cursor: 'all' }) })
  const isSearching = text.trim() !== ''
  return (
    <section className='inbox' aria-label={inbox.pane}>
      <div className='inbox-head' role='search'>
        <Input
          ref={field}
          type='search'
          allowClear
          maxLength={100}
          prefix={<SearchOutlined aria-hidden />}
          aria-label={inbox.search}
          placeholder={inbox.search}
          value={text}
          onChange={(event) => { setText(event.target.value) }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || text === '') return
            event.preventDefault()
            setText('')
          }}
        />
        <FilterButton place={place} />
        <NotifyButton />
      </div>
      {isSearching
        ? <SearchResults text={text.trim()} place={place} />
        : (
          <>
            <ViewTabs place={place} />
            <List key={JSON.stringify([place.view, place.filters])} place={place} />
          </>
          )}
    </section>
  )
}
