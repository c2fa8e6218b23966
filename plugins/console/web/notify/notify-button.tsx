import { useState } from 'react'
import { App, Button } from 'antd'
import { BellOutlined } from '@ant-design/icons'
import { useWords } from '../words/language.js'
import { words } from './words.js'

/** Asks for leave to show desktop notices; gone once the browser has been asked. */
export function NotifyButton () {
  const { turnOn, blocked } = useWords(words)
  const { message } = App.useApp()
  const [permission, setPermission] = useState(() => 'Notification' in window ? Notification.permission : 'denied')
  if (permission !== 'default') return null
  const ask = async (): Promise<void> => {
    const answer = await Notification.requestPermission()
    setPermission(answer)
    if (answer === 'denied') message.info(blocked)
  }
  return <Button icon={<BellOutlined />} aria-label={turnOn} title={turnOn} onClick={() => { ask() }} />
}
