import { App, Button } from 'antd'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { ApiToken } from '../../api/types.js'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { useChange } from '../parts/change.js'
import { words } from './words.js'

/** Ends a token. */
export function RevokeButton ({ token: { id, name } }: { token: ApiToken }) {
  const own = useWords(words)
  const { cancel } = useWords(common)
  const { modal } = App.useApp()
  const revoking = useChange(async () => { await api.delete(`/tokens/${id}`) }, { key: keys.tokens })
  function ask (): void {
    modal.confirm({ title: own.revokeAsk(name), content: own.revokeWhat, okText: own.revoke, cancelText: cancel, okButtonProps: { danger: true }, onOk: () => { revoking.mutate(undefined) } })
  }
  return <Button className='row-action' type='text' danger aria-label={`${own.revoke} ${name}`} onClick={ask}>{own.revoke}</Button>
}
