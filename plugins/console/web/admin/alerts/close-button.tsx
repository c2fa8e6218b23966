import { App, Button } from 'antd'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { Alert } from '../../api/types.js'
import { common } from '../../words/common.js'
import { useLocalized, useWords } from '../../words/language.js'
import { useChange } from '../parts/change.js'
import { words } from './words.js'

/** Takes an alert back by hand. */
export function CloseButton ({ alert: { id, title } }: { alert: Alert }) {
  const own = useWords(words)
  const { cancel } = useWords(common)
  const localized = useLocalized()
  const { modal } = App.useApp()
  const closing = useChange(async () => { await api.post(`/alerts/${encodeURIComponent(id)}/close`) }, { key: keys.alerts })
  function ask (): void {
    modal.confirm({ title: own.closeAsk(localized(title)), content: own.closeWhat, okText: own.close, cancelText: cancel, onOk: () => { closing.mutate(undefined) } })
  }
  return <Button className='row-action' type='link' aria-label={`${own.close} ${localized(title)}`} onClick={ask}>{own.close}</Button>
}
