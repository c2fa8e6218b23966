import { App, Button, Flex } from 'antd'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'
import { useChange } from './change.js'

interface Props {
  name: string
  /** Says what is lost. */
  removeWhat?: string
  onEdit: () => void
  onRemove: () => Promise<void>
  listKey: readonly unknown[]
}

/** Edit and delete at the end of a row. */
export function RowActions ({ name, removeWhat, onEdit, onRemove, listKey }: Props) {
  const own = useWords(words)
  const { edit, remove, cancel } = useWords(common)
  const { modal } = App.useApp()
  const removing = useChange(onRemove, { key: listKey })
  function ask (): void {
    modal.confirm({ title: own.removeAsk(name), content: removeWhat, okText: remove, cancelText: cancel, okButtonProps: { danger: true }, onOk: () => { removing.mutate(undefined) } })
  }
  return (
    <Flex>
      <Button className='row-action' type='link' aria-label={`${edit} ${name}`} onClick={onEdit}>{edit}</Button>
      <Button className='row-action' type='text' danger aria-label={`${remove} ${name}`} onClick={ask}>{remove}</Button>
    </Flex>
  )
}
