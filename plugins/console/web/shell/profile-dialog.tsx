import { App, Button, Divider, Flex, Form, Input, Modal, Tag } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api/client.js'
import { keys } from '../api/query.js'
import type { Me } from '../api/types.js'
import { PasswordForm } from '../sign-in/password-form.js'
import { words as signInWords } from '../sign-in/words.js'
import { common } from '../words/common.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'
import { useMe } from './session.js'
import { useSignOut } from './sign-out.js'
import { words } from './words.js'

/** Name and password of whoever is signed in. */
export function ProfileDialog ({ isOpen, onClose }: { isOpen: boolean, onClose: () => void }) {
  const own = useWords(words)
  const signOut = useSignOut()
  return (
    <Modal open={isOpen} title={own.profile} footer={null} width={420} destroyOnHidden onCancel={onClose}>
      <NameForm />
      <Divider />
      <PasswordPart onDone={onClose} />
      <Divider />
      <Button danger onClick={() => { signOut.everywhere() }}>{own.signOutEverywhere}</Button>
    </Modal>
  )
}

function NameForm () {
  const me = useMe()
  const general = useWords(common)
  const client = useQueryClient()
  const { message } = App.useApp()
  const explain = useFailure()
  const change = useMutation({
    mutationFn: async (fields: { name: string }) => await api.patch<Me>('/session', fields),
    onSuccess (changed) {
      client.setQueryData(keys.session, changed)
      message.success(general.saved)
    },
    onError: (error) => { message.error(explain(error)) }
  })
  return (
    <Form layout='vertical' requiredMark={false} initialValues={{ name: me.name }} onFinish={(fields: { name: string }) => { change.mutate(fields) }}>
      <Form.Item name='name' label={<Flex gap={8} align='center'>{general.name}<Tag>{me.login}</Tag><Tag>{general.roles[me.role]}</Tag></Flex>} rules={[{ required: true, whitespace: true, message: general.required }]}>
        <Input maxLength={64} autoComplete='name' />
      </Form.Item>
      <Button htmlType='submit' loading={change.isPending}>{general.save}</Button>
    </Form>
  )
}

function PasswordPart ({ onDone }: { onDone: () => void }) {
  const me = useMe()
  const own = useWords(signInWords)
  const { message } = App.useApp()
  const done = (): void => {
    message.success(own.changed)
    onDone()
  }
  return (
    <PasswordForm login={me.login} onDone={done}>
      {(isPending) => <Button htmlType='submit' loading={isPending}>{own.change}</Button>}
    </PasswordForm>
  )
}
