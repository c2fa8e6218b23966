import { App, Button } from 'antd'
import { CopyOutlined } from '@ant-design/icons'
import { common } from '../../words/common.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'

/** Copies a text. */
export function CopyButton ({ text, of }: { text: string, /** What is copied, for those who hear the button. */ of: string }) {
  const { message } = App.useApp()
  const own = useWords(words)
  const { copy, copied } = useWords(common)
  async function run (): Promise<void> {
    if (await copyText(text)) message.success(copied)
    else message.error(own.copyFailed)
  }
  return <Button icon={<CopyOutlined />} aria-label={`${copy} ${of}`} onClick={() => { run() }}>{copy}</Button>
}

async function copyText (text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyOldWay(text)
  }
}

/** Over plain http browsers have no clipboard to write to. */
function copyOldWay (text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  // Inside of an open dialog, which else takes the focus back.
  const place = document.activeElement?.parentElement ?? document.body
  place.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  return isCopied
}
