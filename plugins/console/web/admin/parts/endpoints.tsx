import { theme } from 'antd'
import type { Channel } from '../../api/types.js'
import { useLocalized } from '../../words/language.js'
import { CopyButton } from './copy-button.js'

/** What an operator enters elsewhere, each to be copied. @param snippetWords what the code to paste is called */
export function Endpoints ({ endpoints, title, snippetWords }: { endpoints: Channel['endpoints'], title: string, snippetWords?: string }) {
  const localized = useLocalized()
  const { token: { colorBorderSecondary: borderColor } } = theme.useToken()
  return endpoints.map(({ label, url, snippet }) => (
    <section key={url} aria-label={localized(label)}>
      <h2>{localized(label)}</h2>
      <div className='copy-row'>
        <pre style={{ borderColor }}>{snippet ?? url}</pre>
        <CopyButton text={snippet ?? url} of={`${title} ${snippet === undefined ? localized(label) : snippetWords ?? localized(label)}`} />
      </div>
    </section>
  ))
}
