import type { ReactNode } from 'react'
import { Button, Typography } from 'antd'
import { LeftOutlined } from '@ant-design/icons'
import { useNavigate } from 'react-router'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'
import type { Section } from '../sections.js'

interface Props {
  section: Section['path']
  /** Says what this is for. */
  what: string
  actions?: ReactNode
  children: ReactNode
}

/** A screen of administration. */
export function AdminPage ({ section, what, actions, children }: Props) {
  const own = useWords(words)
  const { back } = useWords(common)
  const navigate = useNavigate()
  return (
    <section className='admin-page' aria-labelledby='admin-page-title'>
      <header>
        <Button className='admin-page-back' type='text' icon={<LeftOutlined />} aria-label={back} onClick={() => { navigate('/admin') }} />
        <h1 id='admin-page-title'>{own.sections[section]}</h1>
        <div className='admin-page-actions'>{actions}</div>
      </header>
      <Typography.Paragraph type='secondary' className='admin-page-what'>{what}</Typography.Paragraph>
      {children}
    </section>
  )
}
