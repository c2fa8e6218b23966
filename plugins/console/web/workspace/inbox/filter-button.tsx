import { Suspense } from 'react'
import { Badge, Button, Popover, Spin } from 'antd'
import { FilterOutlined } from '@ant-design/icons'
import { later } from '../../shell/later.js'
import { useWords } from '../../words/language.js'
import type { Place } from '../place.js'
import { words } from '../words.js'

const InboxFilterForm = later(async () => (await import('./filter-form.js')).InboxFilterForm)

/** The button that opens the filters. */
export function FilterButton ({ place }: { place: Place }) {
  const { inbox } = useWords(words)
  const count = Object.keys(place.filters).length
  const label = count === 0 ? inbox.filters : inbox.filtersOn(count)
  return (
    <Popover trigger='click' placement='bottomRight' title={inbox.filters} content={<Suspense fallback={<Spin delay={300} />}><InboxFilterForm place={place} /></Suspense>} destroyOnHidden>
      <Badge count={count} size='small' color='#1667c7'>
        <Button icon={<FilterOutlined />} aria-label={label} title={inbox.filters} />
      </Badge>
    </Popover>
  )
}
