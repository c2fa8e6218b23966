import type { ReactNode } from 'react'
import { Alert, Form, Input } from 'antd'
import { useMutation } from '@tanstack/react-query'
import { api } from '../api/client.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'
import { words } from './words.js'

interface Fields { current: string, password: string, again: string }

interface Props {
  login: string
  /** The current password came from an administrator. */
  isOneTime?: boolean
  onDone: () => void
  /** The buttons. */
  children: (isPending: boolean) => ReactNode
}

const MIN_CHARACTERS = 10
const MIN_DIFFERENT = 5

/** Changes the password of whoever is signed in. */
export function PasswordForm ({ login, isOneTime = false, onDone, children }: Props) {
  const own = useWords(words)
  const explain = useFailure({
    KH_ERR_PASSWORD_WEAK: own.weak,
    KH_ERR_PASSWORD_WRONG: own.wrongCurrent,
    KH_ERR_SIGN_IN_WRONG: own.wrongCurrent
  })
  const change = useMutation({
    mutationFn: async ({ current, password }: Fields) => { await api.put('/session/password', { current, password }) },
    onSuccess: onDone
  })
  return (
    <Form<Fields> layout='vertical' requiredMark={false} onFinish={(fields) => { change.mutate(fields) }}>
      {change.error !== null && <Form.Item><Alert type='error' showIcon role='alert' title={explain(change.error)} /></Form.Item>}
      <input hidden readOnly autoComplete='username' value={login} />
      <Form.Item name='current' label={isOneTime ? own.currentOneTime : own.current} rules={[{ required: true, message: own.passwordMissing }]}>
        <Input.Password autoComplete='current-password' maxLength={256} />
      </Form.Item>
      <Form.Item
        name='password'
        label={own.fresh}
        extra={own.rule}
        dependencies={['current']}
        rules={[
          { required: true, message: own.passwordMissing },
          ({ getFieldValue }) => ({
            validator: async (_rule, value: string | undefined) => {
              if (!value) return
              if ([...value].length < MIN_CHARACTERS || value === getFieldValue('current') || value.toLowerCase().includes(login.toLowerCase()) || new Set(value).size < MIN_DIFFERENT) throw new Error(own.weak)
            }
          })
        ]}
      >
        <Input.Password autoComplete='new-password' maxLength={256} />
      </Form.Item>
      <Form.Item
        name='again'
        label={own.again}
        dependencies={['password']}
        rules={[
          { required: true, message: own.passwordMissing },
          ({ getFieldValue }) => ({
            validator: async (_rule, value: string | undefined) => {
              if (value && value !== getFieldValue('password')) throw new Error(own.different)
            }
          })
        ]}
      >
        <Input.Password autoComplete='new-password' maxLength={256} />
      </Form.Item>
      {children(change.isPending)}
    </Form>
  )
}
