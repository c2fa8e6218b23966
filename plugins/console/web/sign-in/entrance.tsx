import type { ReactNode } from 'react'
import { Select, theme } from 'antd'
import { LANGUAGE_NAMES, useLanguage, type Language } from '../words/language.js'
import './entrance.css'

/** What stands around the pages before the console. */
export function Entrance ({ title, children }: { title: string, children: ReactNode }) {
  const { token } = theme.useToken()
  const { language, setLanguage } = useLanguage()
  return (
    <main className='entrance'>
      <section className='entrance-box' style={{ background: token.colorBgContainer, borderColor: token.colorBorderSecondary }} aria-labelledby='entrance-title'>
        <header><img src='./icon.svg' alt='' width={26} height={26} /><h1 id='entrance-title'>{title}</h1></header>
        {children}
      </section>
      <Select<Language>
        variant='borderless'
        size='small'
        aria-label='语言 / Language'
        value={language}
        onChange={setLanguage}
        options={Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value: value as Language, label }))}
      />
    </main>
  )
}
