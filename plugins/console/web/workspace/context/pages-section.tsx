import { useState } from 'react'
import { Button } from 'antd'
import type { VisitedPage } from '../../api/types.js'
import { Ago } from '../../words/dates.js'
import { useWords } from '../../words/language.js'
import { SafeLink } from '../conversation/content/safe-link.js'
import { words } from '../words.js'
import { Section } from './section.js'

/** Pages shown before "all". */
const FEW = 4

/** The pages of a website that the customer looked at, the latest first. */
export function PagesSection ({ pages }: { pages: readonly VisitedPage[] }) {
  const { context: own } = useWords(words)
  const [isWhole, setWhole] = useState(false)
  if (pages.length === 0) return null
  return (
    <Section title={own.pages}>
      <ul className='context-list'>
        {(isWhole ? pages : pages.slice(0, FEW)).map((page) => <Page key={`${page.at} ${page.url}`} page={page} />)}
      </ul>
      {!isWhole && pages.length > FEW && <Button type='link' size='small' onClick={() => { setWhole(true) }}>{own.more}</Button>}
    </Section>
  )
}

function Page ({ page: { at, url, title } }: { page: VisitedPage }) {
  const hasTitle = title !== undefined && title !== ''
  return (
    <li>
      <div className='context-cut'><SafeLink url={url}>{hasTitle ? title : url}</SafeLink></div>
      <div className='context-small context-cut' title={url}><Ago at={at} />{hasTitle && ` · ${url}`}</div>
    </li>
  )
}
