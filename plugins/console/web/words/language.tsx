import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import type { LocalizedText } from '../api/types.js'
import type { Dictionary } from './define-words.js'

/** The languages of the console. */
export type Language = 'zh' | 'en'

/** How each language is called in itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { zh: '简体中文', en: 'English' }

const STORAGE_KEY = 'kefuhub.language'
const LanguageContext = createContext<{ language: Language, setLanguage: (language: Language) => void } | undefined>(undefined)

/** Holds the language that this browser chose; Chinese until then. */
export function LanguageProvider ({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'zh')
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en')
  useEffect(() => {
    localStorage.setItem(STORAGE_KEY, language)
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }, [language])
  const value = useMemo(() => ({ language, setLanguage }), [language])
  return <LanguageContext value={value}>{children}</LanguageContext>
}

/** The language and how to change it. */
export function useLanguage () {
  const value = use(LanguageContext)
  if (value === undefined) throw new Error('useLanguage stands outside of LanguageProvider')
  return value
}

/** The texts of a dictionary in the language chosen. */
export function useWords<W> (dictionary: Dictionary<W>): W {
  return dictionary[useLanguage().language]
}

/** Picks from texts that come in both languages. */
export function useLocalized (): (text: LocalizedText) => string {
  const { language } = useLanguage()
  return (text) => text[language]
}
