import { Alert, Button, Form, Input, Typography } from 'antd'
import { useMutation } from '@tanstack/react-query'
import { api } from '../api/client.js'
import type { Me } from '../api/types.js'
import { startSession } from '../shell/session.js'
import { useWords } from '../words/language.js'
import { Entrance } from './entrance.js'
import { useSignInFailure } from './sign-in-failure.js'
import { words } from './words.js'

interface Fields { login: string, password: string }

/** Asks for login and password. */
export function SignInPage () {
  const own = useWords(words)
  const explain = useSignInFailure()
  const [form] = Form.useForm<Fields>()
  const signIn = useMutation({
    mutationFn: async (fields: Fields) => await api.post<Me>('/session', fields),
    onSuccess: startSession,
    onError () {
      form.setFieldValue('password', '')
      form.getFieldInstance('password')?.focus()
    }
  })
  return (
    <Entrance title={own.title}>
      <Form form={form} layout='vertical' requiredMark={false} size='large' onFinish={(fields) => { signIn.mutate(fields) }}>
        {signIn.error !== null && <Form.Item><Alert type='error' showIcon role='alert' title={explain(signIn.error)} /></Form.Item>}
        <Form.Item name='login' label={own.login} rules={[{ required: true, whitespace: true, message: own.loginMissing }]}>
          <Input autoComplete='username' autoCapitalize='none' spellCheck={false} autoFocus maxLength={64} />
        </Form.Item>
        <Form.Item name='password' label={own.password} rules={[{ required: true, message: own.passwordMissing }]}>
          <Input.Password autoComplete='current-password' maxLength={256} />
        </Form.Item>
        <Button block type='primary' htmlType='submit' loading={signIn.isPending}>{own.signIn}</Button>
      </Form>
      <Typography.Paragraph type='secondary' style={{ margin: '14px 0 0' }}>{own.forgot}</Typography.Paragraph>
    </Entrance>
  )
}
