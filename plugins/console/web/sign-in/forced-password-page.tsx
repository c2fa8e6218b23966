import { Button, Flex, Typography } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { keys } from '../api/query.js'
import { useSignOut } from '../shell/sign-out.js'
import { useMe } from '../shell/session.js'
import { useWords } from '../words/language.js'
import { Entrance } from './entrance.js'
import { PasswordForm } from './password-form.js'
import { words } from './words.js'

/** Asks for a password of one's own before anything else. */
export function ForcedPasswordPage () {
  const me = useMe()
  const own = useWords(words)
  const client = useQueryClient()
  const signOut = useSignOut()
  return (
    <Entrance title={own.forcedTitle}>
      <Typography.Paragraph type='secondary'>{own.forcedWhat}</Typography.Paragraph>
      <PasswordForm login={me.login} isOneTime onDone={() => { client.setQueryData(keys.session, { ...me, mustChangePassword: false }) }}>
        {(isPending) => (
          <Flex vertical gap={8}>
            <Button block type='primary' size='large' htmlType='submit' loading={isPending}>{own.carryOn}</Button>
            <Button block type='text' onClick={() => { signOut.here() }}>{own.signOut}</Button>
          </Flex>
        )}
      </PasswordForm>
    </Entrance>
  )
}
